package org.bailiwick.master.tools;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.ToolName;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.job.JobIntake;

/**
 * A tool for each capability that the caller may have done and that an agent can do now. A call is
 * a job of one step. Parameters are part of the tool, since they are part of the right.
 */
public final class CapabilityTools implements OfferedTools {

  /** The greatest number of tools that one caller is shown. */
  static final int MOST = 1000;

  private final JobIntake intake;
  private final ToolSchemas schemas;
  private final TrustDomain own;

  /** {@code own} is this trust domain. */
  public CapabilityTools(JobIntake intake, ToolSchemas schemas, TrustDomain own) {
    this.intake = intake;
    this.schemas = schemas;
    this.own = own;
  }

  @Override
  public List<Tool> usableBy(Caller caller) {
    return intake.startable(caller, MOST).stream()
        .flatMap(capability -> tool(capability).stream())
        .toList();
  }

  @Override
  public Optional<String> steps(String tool, String arguments) {
    return ToolName.read(tool).map(capability -> step(capability, arguments));
  }

  /** The one step of a job, as a JSON array. */
  static String step(Capability capability, String arguments) {
    return "[{\"id\":\"call\",\"capability\":"
        + JsonTexts.quoted(capability.text())
        + ",\"input\":"
        + arguments
        + "}]";
  }

  private Optional<Tool> tool(Capability capability) {
    return ToolName.of(capability).map(name -> tool(name, capability));
  }

  private Tool tool(String name, Capability capability) {
    return new Tool(
        name,
        capability.text(),
        "Has an agent of the trust domain " + own.name() + " do " + capability.text() + ".",
        schemas.inputOf(capability));
  }
}
