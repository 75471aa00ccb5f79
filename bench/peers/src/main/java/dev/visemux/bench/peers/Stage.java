// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A class of benchmarks that do the same in different ways; their names stand in {@link Way}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Stage {
    /** What it is called in the table. */
    String value();

    /** Whether {@code ours} has a scalar twin to be timed as well: it runs on {@code Kernels.best()}. */
    boolean vectors() default true;
}
