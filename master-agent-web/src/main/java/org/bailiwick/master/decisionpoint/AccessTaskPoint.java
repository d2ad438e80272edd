package org.bailiwick.master.decisionpoint;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Optional;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.accessrequest.AccessTasks;

/** Takes the access requests of enforcement points, which are admitted as those who ask are. */
@Dependent
class AccessTaskPoint {
  private static final String OPERATION = "access-request";

  private final Admission admission;
  private final AccessTasks tasks;
  private final String base;

  @Inject
  AccessTaskPoint(Admission admission, AccessTasks tasks, MasterSettings settings) {
    this(admission, tasks, DecisionPointMetadataResource.base(settings));
  }

  AccessTaskPoint(Admission admission, AccessTasks tasks, String base) {
    this.admission = admission;
    this.tasks = tasks;
    this.base = base;
  }

  AccessTasks.Answer submit(Admission.Asker asker, Optional<String> key, byte[] body) {
    return tasks.submit(admitted(asker), key, body);
  }

  AccessTasks.Answer read(Admission.Asker asker, String id) {
    return tasks.read(admitted(asker), id);
  }

  AccessTasks.Answer cancel(Admission.Asker asker, String id) {
    return tasks.cancel(admitted(asker), id);
  }

  private AccessTasks.Asker admitted(Admission.Asker asker) {
    String application = admission.admit(asker, OPERATION);
    String place = asker.application().map(name -> "/applications/" + name).orElse("");
    return new AccessTasks.Asker(asker.id(), application, base + place + "/access/v1/requests");
  }
}
