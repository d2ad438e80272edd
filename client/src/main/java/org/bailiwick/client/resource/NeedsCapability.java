package org.bailiwick.client.resource;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The capability that the Txn-Token of a request to this resource method must cover. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface NeedsCapability {
  /** The canonical text, such as {@code ledger.post@1}. */
  String value();
}
