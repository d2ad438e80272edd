package org.bailiwick.contract.identity;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The refusal of outside text by this package's parsers. */
final class Refusal {
  private Refusal() {}

  static ProblemException of(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
