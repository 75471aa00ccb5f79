#!/usr/bin/env bash
# Packs what was built into one tarball that needs nothing but a Linux with glibc. `./run dist` builds, then calls it:
#   deploy/dist.sh HOME JDK FOLDER    prints the path of the tarball
set -euo pipefail
home=$1 jdk=$2 folder=$3

# What the relay uses of the JDK; jdk.jcmd so that an operator can take a flight recording. Jackson, SnakeYAML and Agrona
# know of java.desktop, java.sql and java.compiler, too, and do without.
MODULES=java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.incubator.vector
MODULES+=,jdk.jcmd,jdk.jfr,jdk.management,jdk.unsupported,jdk.zipfs
# PyTorch and what only it brings along: 115 MB that unpack to 450, for models without weights.safetensors. dsp.runtime: torch
# says that it is missing.
PYTORCH='/(ai/djl|net/java/dev/jna|com/google/code/gson|com/google/errorprone|org/apache/commons|commons-codec|commons-io)/'

machine=$(uname -m)
version=$(sed -n '0,/<version>/s:.*<version>\(.*\)</version>.*:\1:p' "$home/pom.xml")
name=visemux-$version-linux-$machine
tree=$folder/$name
sound=$home/bench/src/main/resources/speech/greeting.wav

libraries() { # those of other machines are left out
    tr : '\n' <"$home/relay/target/classpath" | grep '\.jar$' | grep -Ev "$PYTORCH" |
        grep -Ev -- '-(linux|osx|windows)-[a-z0-9_]+\.jar$'
    tr : '\n' <"$home/relay/target/classpath" | grep -E -- "-linux-${machine/aarch64/aarch_64}\.jar$" | grep -Ev "$PYTORCH"
}

# Netty would unpack them into /tmp at each start, which may be read-only, or allow no code to run.
unpack_natives() {
    local scratch jar
    scratch=$(mktemp -d)
    for jar in "$tree"/lib/*-linux-*.jar; do
        (cd "$scratch" && "$jdk/bin/jar" --extract --file "$jar" META-INF/native)
    done
    mv "$scratch"/META-INF/native/*.so "$tree/lib" && rm -r "$scratch"
}

pack_jar() { # module
    "$jdk/bin/jar" --create --file "$tree/lib/visemux-$1-$version.jar" --date 2026-11-21T00:00:00Z -C "$home/$1/target/classes" .
}

lay_out() {
    rm -rf "$tree" && mkdir -p "$tree/bin" "$tree/lib"
    libraries | xargs cp -t "$tree/lib"
    unpack_natives
    pack_jar dsp && pack_jar relay
    (cd "$home" && cp --parents -t "$tree" config/{jvm.options,logging.xml,relay.yaml,tenants.example.yaml} \
        config/models/*/{manifest.yaml,weights.safetensors})
    cp "$home/deploy/visemux" "$tree/bin/visemux"
    cp "$home"/{LICENSE,NOTICE,README.md,CHANGELOG.md} "$tree"
    cp -r "$home/deploy" "$tree" && rm "$tree"/deploy/{dist.sh,visemux,Dockerfile,compose.yaml}
}

link_runtime() {
    "$jdk/bin/jlink" --add-modules "$MODULES" --output "$tree/runtime" --no-header-files --no-man-pages \
        --generate-cds-archive
}

# With nothing of this machine's to help it: it names visemes, and serves. That start's classes are kept for later ones.
try_out() {
    local scratch
    scratch=$(mktemp -d)
    (cd "$scratch" && env -i "$tree/bin/visemux" visemes --format tsv "$sound" >shapes)
    [ -s "$scratch/shapes" ]
    cd "$scratch"
    coproc relay { exec env -i VISEMUX_PUBLIC_PORT=0 VISEMUX_MANAGEMENT_PORT=0 VISEMUX_LEDGER_FOLDER=ledger \
        JDK_JAVA_OPTIONS="-XX:AOTCacheOutput=$tree/lib/visemux.aot" "$tree/bin/visemux" relay 2>log; }
    local pid=$relay_PID ready
    read -r ready <&"${relay[0]}" || { cat log >&2 && exit 70; } # EX_SOFTWARE
    echo "visemux: tried out: $ready" >&2
    kill "$pid" && wait "$pid"
    [ -s "$tree/lib/visemux.aot" ] || { cat log >&2 && exit 70; }
    cd "$folder" && rm -r "$scratch"
}

lay_out
link_runtime
try_out
tar --create --gzip --file "$folder/$name.tar.gz" --directory "$folder" --sort=name --owner=0 --group=0 --numeric-owner "$name"
(cd "$folder" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "$folder/$name.tar.gz"
