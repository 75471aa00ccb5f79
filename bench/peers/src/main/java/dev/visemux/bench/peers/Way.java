// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a benchmark does its stage with. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Way {
    String OURS = "ours";

    String value();
}
