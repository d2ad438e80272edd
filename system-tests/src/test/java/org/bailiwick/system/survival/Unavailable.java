package org.bailiwick.system.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;

/** The answer of a node that cannot write to its database. */
final class Unavailable {
  private static final int STATUS = 503;

  private Unavailable() {}

  /** Waits until {@code authority} or {@code domain} says so, in a document and in plain words. */
  static void require(Nodes nodes, Wire wire, String node, Duration patience) {
    Answer answer =
        await(node)
            .atMost(patience)
            .until(() -> wire.send(call(nodes, wire, node)), one -> one.status() == STATUS);
    assertThat(answer.body()).as(node).startsWith("{").doesNotContain("Exception", "SQL");
  }

  private static Call call(Nodes nodes, Wire wire, String node) {
    return node.equals("authority")
        ? new Enrolment(nodes, wire).call()
        : Call.get(nodes.master("/health/ready"));
  }
}
