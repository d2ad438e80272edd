package org.bailiwick.master.tools;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.ToolName;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.job.JobIntake;
import org.bailiwick.master.namedworkflow.NamedWorkflow;

/**
 * A tool for each workflow that the domain has named and that the caller's scope names. A call is a
 * job of the workflow's steps; who is not available for one of them is found when the job is
 * accepted.
 */
public final class WorkflowTools implements OfferedTools {

  private final JobIntake intake;
  private final Catalogue catalogue;
  private final ToolSchemas schemas;
  private final TrustDomain own;

  /** {@code own} is this trust domain. */
  public WorkflowTools(
      JobIntake intake, Catalogue catalogue, ToolSchemas schemas, TrustDomain own) {
    this.intake = intake;
    this.catalogue = catalogue;
    this.schemas = schemas;
    this.own = own;
  }

  @Override
  public List<Tool> usableBy(Caller caller) {
    return intake.startableWorkflows(caller).stream().flatMap(this::tool).toList();
  }

  /** The same as for a capability, since a step may name a workflow in the place of one. */
  @Override
  public Optional<String> steps(String tool, String arguments) {
    return ToolName.read(tool)
        .filter(name -> catalogue.workflows().find(name).isPresent())
        .map(name -> CapabilityTools.step(name, arguments));
  }

  private Stream<Tool> tool(NamedWorkflow workflow) {
    return ToolName.of(workflow.name())
        .map(
            name ->
                new Tool(
                    name,
                    workflow.name().text(),
                    "Has the workflow "
                        + workflow.name().text()
                        + " of the trust domain "
                        + own.name()
                        + " done.",
                    schemas.inputOf(workflow.name())))
        .stream();
  }
}
