package org.bailiwick.contract.identity;

/**
 * The SPIFFE id of a workload that enrols, {@code spiffe://<trust domain>/<kind>/<name>}. It is the
 * only URI name in the workload's certificate.
 */
public record WorkloadId(TrustDomain trustDomain, WorkloadKind kind, String name) {

  public WorkloadId {
    if (!AgentId.isName(name)) {
      throw Refusal.of(
          "agent-name-syntax",
          "The name of a workload is 1 to 63 of a-z 0-9 . _ - and begins with a-z or 0-9");
    }
  }

  public static WorkloadId of(AgentId agent) {
    return new WorkloadId(agent.trustDomain(), WorkloadKind.AGENT, agent.name());
  }

  public static WorkloadId parse(String text) {
    return of(SpiffeId.parse(text));
  }

  /** Converts a SPIFFE id; it refuses one that names none of the three kinds. */
  public static WorkloadId of(SpiffeId id) {
    WorkloadKind kind =
        id.workloadKind()
            .orElseThrow(
                () ->
                    Refusal.of(
                        "workload-id-syntax",
                        "The SPIFFE id does not name an agent, a service or a device"));
    return new WorkloadId(id.trustDomain(), kind, id.segments().getLast());
  }

  public boolean isAgent() {
    return kind == WorkloadKind.AGENT;
  }

  public SpiffeId spiffeId() {
    return new SpiffeId(trustDomain, "/" + kind.text() + "/" + name);
  }

  @Override
  public String toString() {
    return spiffeId().toString();
  }
}
