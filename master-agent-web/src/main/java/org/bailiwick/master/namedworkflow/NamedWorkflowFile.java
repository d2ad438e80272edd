package org.bailiwick.master.namedworkflow;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.Pointer;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.ValueSource;
import org.bailiwick.master.workflow.WorkflowPlanner;
import org.bailiwick.node.valuetype.TypeName;

/**
 * Reads {@code invoice.book@1.json}: {@code {"workflow": "invoice.book@1", "input": "booking@1",
 * "output": {"type": "receipt@1", "step": "post", "pointer": ""}, "steps": […]}}.
 */
final class NamedWorkflowFile {
  private static final long MAX_OCTETS = 262_144;

  /** As many as a job may have at most; the setting of the node is asked when it is used. */
  private static final int MAX_STEPS = 1000;

  private static final Set<String> MEMBERS = Set.of("workflow", "input", "output", "steps");

  private NamedWorkflowFile() {}

  /**
   * The workflow that the file describes.
   *
   * @throws IOException saying what is wrong with the file
   */
  static NamedWorkflow read(Path file) throws IOException {
    if (Files.size(file) > MAX_OCTETS) {
      throw new IOException("the file has more than " + MAX_OCTETS + " octets");
    }
    byte[] octets = Files.readAllBytes(file);
    try {
      NamedWorkflow workflow = of(StrictJson.object(octets), Sha256.hex(octets));
      if (!(workflow.name() + ".json").equals(String.valueOf(file.getFileName()))) {
        throw new IOException("the file's name is not the workflow's name and version");
      }
      return workflow;
    } catch (ProblemException e) {
      throw new IOException(e.check() + ": " + e.detail(), e);
    }
  }

  private static NamedWorkflow of(JsonObject json, String sha256) throws IOException {
    Set<String> unknown = new HashSet<>(json.keySet());
    unknown.removeAll(Set.of("description"));
    if (!unknown.equals(MEMBERS)) {
      throw new IOException("the members must be workflow, input, output, steps, description");
    }
    Capability name = Capability.parse(text(json, "workflow"));
    if (!name.parameters().isEmpty()) {
      throw new IOException("a workflow's name has no parameters");
    }
    JobRequest steps = steps(json);
    requireSources(steps.steps());
    NamedWorkflow.Output output = output(json);
    if (steps.steps().stream().noneMatch(step -> step.id().equals(output.step()))) {
      throw new IOException("the step of the output does not exist");
    }
    return new NamedWorkflow(
        name, TypeName.parse(text(json, "input")), output, steps.steps(), steps.inputs(), sha256);
  }

  /** The steps are read as those of a caller. */
  private static JobRequest steps(JsonObject json) {
    return JobRequest.parse(
        Json.createObjectBuilder()
            .add("purpose", "workflow")
            .add("steps", json.get("steps"))
            .build()
            .toString());
  }

  private static NamedWorkflow.Output output(JsonObject json) throws IOException {
    if (!(json.get("output") instanceof JsonObject output)
        || !output.keySet().equals(Set.of("type", "step", "pointer"))) {
      throw new IOException("output must have type, step and pointer");
    }
    return new NamedWorkflow.Output(
        TypeName.parse(text(output, "type")),
        text(output, "step"),
        new Pointer(text(output, "pointer")));
  }

  /** Checks the plan as it will be checked, but for the values of the workflow's input. */
  private static void requireSources(List<StepRequest> steps) throws IOException {
    for (StepRequest step : steps) {
      if (!step.after().isEmpty() && step.flow().inputFrom().isEmpty()) {
        throw new IOException("step " + step.id() + " waits for others and has no input_from");
      }
    }
    new WorkflowPlanner(MAX_STEPS).plan(steps.stream().map(NamedWorkflowFile::known).toList());
  }

  private static StepRequest known(StepRequest step) {
    TreeMap<String, ValueSource> sources =
        new TreeMap<>(step.flow().inputFrom().orElseGet(TreeMap::new));
    sources.values().removeIf(ValueSource.OfInput.class::isInstance);
    return step.with(step.flow().withInputFrom(sources));
  }

  private static String text(JsonObject json, String member) throws IOException {
    if (!(json.get(member) instanceof JsonString text)) {
      throw new IOException(member + " must be a text");
    }
    return text.getString();
  }
}
