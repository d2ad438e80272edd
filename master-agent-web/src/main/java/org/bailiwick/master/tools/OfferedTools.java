package org.bailiwick.master.tools;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.intake.Caller;

/** The tools of one kind that the domain offers. */
public interface OfferedTools {

  /**
   * The tools that this caller may use now.
   *
   * @throws ProblemException the refusal of a caller that may use nothing at all
   */
  List<Tool> usableBy(Caller caller);

  /**
   * The {@code steps} of the job that a call of this tool is, as a JSON array; the output of the
   * last one is the result of the call. Empty if no tool of this kind can have this name. Whether
   * the caller may have the steps done is decided when the job is accepted.
   *
   * @param arguments a JSON object
   */
  Optional<String> steps(String tool, String arguments);
}
