package org.bailiwick.master.namedworkflow;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;

/** The domain's named workflows, read again within two seconds of a change. */
public final class NamedWorkflows {

  private final ReviewedFolder<NamedWorkflow> folder;

  /** Without a folder there are none. */
  public NamedWorkflows(Optional<Path> folder, Clock clock) {
    this.folder = new ReviewedFolder<>(folder, NamedWorkflowFile::read, clock);
  }

  /**
   * The workflow of this name; a capability with parameters is none.
   *
   * @throws ProblemException dependency-unavailable while a fault hides it
   */
  public Optional<NamedWorkflow> find(Capability name) {
    Optional<NamedWorkflow> found = folder.find(name.text());
    if (found.isEmpty() && folder.isFaulty(name.text())) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "workflow-faulty",
          "The workflow " + name.text() + " cannot be read now.");
    }
    return found;
  }

  /** The faults by name of the file, or by the folder if that cannot be read. */
  public Map<String, String> faults() {
    return folder.faults();
  }
}
