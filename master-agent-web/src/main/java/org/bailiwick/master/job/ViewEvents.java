package org.bailiwick.master.job;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.function.Supplier;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.master.journal.JobRecord;

/** Events with the whole job. The digest of the last view tells whether the view is new. */
final class ViewEvents implements JobEvents {
  private final Sse sse;
  private String sent = "";

  ViewEvents(Sse sse) {
    this.sse = sse;
  }

  @Override
  public OutboundSseEvent next(JobRecord job, Supplier<String> view) {
    OutboundSseEvent.Builder event = sse.newEventBuilder();
    String digest = Sha256.hex(view.get());
    if (digest.equals(sent)) {
      event.comment("unchanged");
    } else {
      event.name("job").mediaType(MediaType.APPLICATION_JSON_TYPE).data(String.class, view.get());
    }
    sent = digest;
    return event.build();
  }
}
