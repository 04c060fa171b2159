package org.weightgate.people;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Which scope an access token needs here: any one of these. Where nothing is said, a token opens only what is open to all.
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface NeedsScope {

    Scope[] value();
}
