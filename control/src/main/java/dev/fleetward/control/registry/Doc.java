package dev.fleetward.control.registry;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a key of the configuration means. The binder, the JSON Schema and the reference page are
/// all driven by it, so they cannot disagree.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
@interface Doc {
    /// One or two sentences.
    String value();

    /// The value that an absent key has, as it would be written in the file. Empty for none: then
    /// the key is required, unless its component is nullable or has parts of its own.
    String orElse() default "";

    /// A value as it would be written in the file.
    String example() default "";

    /// The key, where it cannot be the component's name.
    String key() default "";

    /// Whether a value that was written here by mistake could be a secret: it is then never shown.
    boolean sensitive() default false;
}
