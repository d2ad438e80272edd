package org.bailiwick.master.facts;

import java.util.function.Supplier;

/** Names the policies by which this node decides now; another name means other policies. */
public record PoliciesInForce(Supplier<String> name) {

  /** The version in force, in the form in which decisions name it. */
  public String version() {
    return name.get();
  }
}
