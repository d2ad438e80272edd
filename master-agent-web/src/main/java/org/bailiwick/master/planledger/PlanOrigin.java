package org.bailiwick.master.planledger;

/**
 * What made a plan, as a kind and a name: {@code caller:spiffe://partner.example/agent/buyer}. A
 * planner that is not the caller has a kind of its own.
 */
public record PlanOrigin(String text) {

  /** A plan that the job's caller wrote. */
  public static PlanOrigin ofCaller(String caller) {
    return new PlanOrigin("caller:" + caller);
  }
}
