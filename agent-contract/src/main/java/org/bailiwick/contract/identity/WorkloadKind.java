package org.bailiwick.contract.identity;

import java.util.Arrays;
import java.util.Locale;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The kinds of workloads that enrol; the kind is the first segment of the SPIFFE id's path. */
public enum WorkloadKind {
  /** Performs work and is listed in the registry. */
  AGENT,
  /** A process of the domain that serves agents or nodes, for instance an enforcement point. */
  SERVICE,
  /** A machine that calls in its own name. */
  DEVICE;

  /** The segment of the path, and the value in requests and profiles. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind with this text; MALFORMED_REQUEST for any other text. */
  public static WorkloadKind parse(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "workload-kind",
                    "A workload is of the kind agent, service or device"));
  }
}
