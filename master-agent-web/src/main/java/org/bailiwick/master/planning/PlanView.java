package org.bailiwick.master.planning;

import java.util.TreeMap;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.master.workflow.PlanText;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.node.json.JsonText;

/** The JSON of a plan for its caller. */
public final class PlanView {

  private PlanView() {}

  /**
   * The plan as it would be signed, its digest, what has made it, what it may lead to, what its
   * caller needs for it, and the inputs of its steps as far as they are known.
   */
  public static String of(PreparedPlan prepared, Workflow workflow) {
    String plan = PlanText.of(workflow);
    StringBuilder view = new StringBuilder("{\"origin\":");
    view.append(JsonTexts.quoted(prepared.origin().text()));
    view.append(",\"workflows\":").append(JsonText.of(prepared.workflows()));
    view.append(",\"scope\":").append(JsonTexts.quoted(workflow.scope().scope()));
    view.append(",\"needed_scope\":").append(JsonTexts.quoted(workflow.rights().scope()));
    view.append(",\"sha256\":").append(JsonTexts.quoted(Sha256.hex(plan)));
    view.append(",\"plan\":").append(plan).append(",\"inputs\":{");
    String separator = "";
    for (var input : new TreeMap<>(prepared.request().inputs()).entrySet()) {
      view.append(separator).append(JsonTexts.quoted(input.getKey())).append(':');
      view.append(input.getValue());
      separator = ",";
    }
    return view.append("}}").toString();
  }
}
