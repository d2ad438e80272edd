package org.bailiwick.master.inventory;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.NodeHttp;

/**
 * Follows the registry's changes by long poll: each request names the position after the last page,
 * and the registry answers when there are further changes. It runs in a thread of its own until it
 * is closed. After a failure it tries again, and logs only the first of consecutive failures. An
 * agent whose record cannot be read is left out and named in the log.
 */
public final class RegistryFollower implements Runnable, AutoCloseable {

  private static final StructuredLog LOG = StructuredLog.of(RegistryFollower.class);
  private static final int MOST_NAMED = 10;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final AgentInventory inventory;
  private final URI changes;
  private final ChangesRequests requests;
  private volatile boolean open = true;
  private boolean failing;

  public RegistryFollower(
      AgentInventory inventory, NodeHttp http, URI registryBase, SpiffeId registry) {
    this.inventory = inventory;
    this.changes = URI.create(registryBase + "/v1/changes");
    this.requests = new ChangesRequests(http, changes, registry);
  }

  @Override
  public void run() {
    while (open) {
      long begun = System.nanoTime();
      boolean changed = poll();
      // If the registry answers at once without a change, a pause limits the requests.
      if (!changed && System.nanoTime() - begun < PAUSE.toNanos()) {
        pause();
      }
    }
  }

  @Override
  public void close() {
    open = false;
  }

  /** Sends one request, and returns true when it brought changes. */
  boolean poll() {
    try {
      HttpResponse<byte[]> answer = requests.after(inventory.position());
      boolean changed =
          switch (answer.statusCode()) {
            case 200 -> takeOver(answer);
            case 304 -> {
              inventory.confirm();
              yield false;
            }
            default -> throw new IllegalStateException("status " + answer.statusCode());
          };
      failing = false;
      return changed;
    } catch (RuntimeException e) {
      note(e);
      return false;
    }
  }

  private boolean takeOver(HttpResponse<byte[]> answer) {
    ChangesPage page = ChangesPage.read(answer.body());
    boolean moved = !page.next().equals(inventory.position());
    inventory.apply(page);
    page.unreadable().stream().limit(MOST_NAMED).forEach(RegistryFollower::name);
    return moved;
  }

  private static void name(ChangesPage.Unreadable agent) {
    LOG.warn("inventory.agent-unreadable", Map.of("id", agent.identifier(), "agent", agent.name()));
  }

  private void note(RuntimeException failure) {
    if (!failing) {
      LOG.warn(
          "inventory.registry-not-reached",
          Map.of("registry", changes.toString(), "reason", String.valueOf(failure.getMessage())));
    }
    failing = true;
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      open = false;
      Thread.currentThread().interrupt();
    }
  }
}
