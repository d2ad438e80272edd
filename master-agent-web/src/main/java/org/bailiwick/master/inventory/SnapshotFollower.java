package org.bailiwick.master.inventory;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.NodeHttp;

/**
 * Follows the registry's snapshot by long poll: each request names the last revision, and the
 * registry answers when there is a newer one. It runs in a thread of its own until it is closed.
 * After a failure it tries again, and logs only the first of consecutive failures.
 */
public final class SnapshotFollower implements Runnable, AutoCloseable {

  private static final StructuredLog LOG = StructuredLog.of(SnapshotFollower.class);
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Duration TIMEOUT = WAIT.plusSeconds(10);
  private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final AgentInventory inventory;
  private final NodeHttp http;
  private final URI snapshot;
  private final SpiffeId registry;
  private volatile boolean open = true;
  private boolean failing;

  public SnapshotFollower(
      AgentInventory inventory, NodeHttp http, URI registryBase, SpiffeId registry) {
    this.inventory = inventory;
    this.http = http;
    this.snapshot = URI.create(registryBase + "/v1/snapshot");
    this.registry = registry;
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

  /** Sends one request, and returns true when it brought a new snapshot. */
  boolean poll() {
    try {
      HttpResponse<byte[]> answer = http.send(question(), registry);
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

  private HttpRequest question() {
    String revision = inventory.revision();
    String query = revision.isEmpty() ? "" : "?after=" + revision + "&wait=" + WAIT;
    return HttpRequest.newBuilder(URI.create(snapshot + query))
        .timeout(TIMEOUT)
        .header("Accept", "application/json")
        .build();
  }

  private boolean takeOver(HttpResponse<byte[]> answer) {
    try {
      JsonObject document = StrictJson.object(answer.body());
      List<KnownAgent> agents = new ArrayList<>();
      for (JsonObject view : document.getJsonArray("agents").getValuesAs(JsonObject.class)) {
        agents.add(agent(view));
      }
      String before = inventory.revision();
      String revision = document.getString("revision");
      if (!REVISION.matcher(revision).matches()) {
        throw new IllegalStateException("the snapshot's revision is malformed");
      }
      inventory.replace(revision, agents);
      return !revision.equals(before);
    } catch (ProblemException | ClassCastException | NullPointerException e) {
      throw new IllegalStateException("the snapshot is malformed", e);
    }
  }

  private static KnownAgent agent(JsonObject view) {
    try {
      return new KnownAgent(
          view.getString("id"),
          AgentId.parse(view.getString("agent")),
          CapabilitySet.parse(view.getJsonArray("capabilities").getValuesAs(JsonString::getString)),
          Locator.parse(view.getString("locator")),
          SerialNumber.parse(view.getString("serial")),
          Instant.parse(view.getString("expires_at")),
          view.getString("state"));
    } catch (DateTimeParseException | ProblemException e) {
      throw new IllegalStateException("an agent of the snapshot is malformed", e);
    }
  }

  private void note(RuntimeException failure) {
    if (!failing) {
      LOG.warn(
          "inventory.registry-not-reached",
          Map.of("registry", snapshot.toString(), "reason", String.valueOf(failure.getMessage())));
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
