// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A key of config/relay.yaml: its default and its limits, written as they are in the file ("50ms", "16MiB").
 * On a section it is the default of that section's first key.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
    /** The default; empty: none. */
    String value() default "";

    String min() default "";

    String max() default "";

    String[] oneOf() default {};

    /** Whether the file that it names is read again when it changes. All else needs a restart. */
    boolean followed() default false;

    /** The key where it is not the component's name in snake_case. */
    String key() default "";
}
