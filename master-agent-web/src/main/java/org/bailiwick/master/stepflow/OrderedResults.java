package org.bailiwick.master.stepflow;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.workflow.Pointer;
import org.bailiwick.master.workflow.StepRequest;

/**
 * The results in an order. Those that are stored by reference are in a member of their own, {@code
 * result_references}, which only this class writes. So no value that an agent has answered can pass
 * for a reference.
 */
public final class OrderedResults {

  private final List<String> steps;
  private final JobResults results;

  private OrderedResults(List<String> steps, JobResults results) {
    this.steps = steps;
    this.results = results;
  }

  /** The results of these steps, all of which are done. */
  public static OrderedResults of(JobJournal journal, String jobId, List<String> steps) {
    return new OrderedResults(steps, JobResults.read(journal, jobId, steps).require(steps));
  }

  /**
   * Appends the members {@code results} and, if there are references, {@code result_references} to
   * the order of a step. Another domain cannot read results here, so its order has the texts.
   *
   * @param url below which results are read
   * @throws UnsuitableValue if a text is too long for an order to another domain
   */
  public void appendTo(StringBuilder order, StepRequest step, URI url) {
    JsonObjectBuilder references = Json.createObjectBuilder();
    List<String> members = new ArrayList<>();
    int referenced = 0;
    for (String id : steps) {
      if (results.reference(id).isPresent() && step.domain().isEmpty()) {
        references.add(id, results.reference(id).get().reference(url));
        referenced++;
      } else {
        members.add(JsonTexts.quoted(id) + ":" + text(id));
      }
    }
    order.append(",\"results\":{").append(String.join(",", members)).append('}');
    if (referenced > 0) {
      order.append(",\"result_references\":").append(references.build());
    }
  }

  private String text(String id) {
    return results.text(id).or(() -> results.find(id, Pointer.WHOLE)).orElseThrow();
  }
}
