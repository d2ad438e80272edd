package org.bailiwick.bench.registry;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.bench.load.LoadResult;
import org.bailiwick.bench.load.Officer;
import org.bailiwick.bench.load.Request;
import org.bailiwick.bench.load.TlsIdentity;
import org.bailiwick.contract.credential.Pem;

/**
 * Measures how long a search still finds an agent after the authority has answered that its
 * credential is revoked. Each sample is an agent of its own, which one search after another finds.
 */
final class RevokedAgents {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration SEEN_BEFORE = Duration.ofMillis(200);
  private static final int OK = 200;
  private static final int CREATED = 201;

  private final BenchProperties properties;
  private final RealAgents agents;
  private final Officer officer;
  private final SSLSocketFactory caller;

  RevokedAgents(
      BenchProperties properties,
      TlsIdentity identities,
      RealAgents agents,
      SSLSocketFactory caller)
      throws IOException {
    this.properties = properties;
    this.agents = agents;
    this.caller = caller;
    this.officer =
        new Officer(
            identities
                .of(
                    Pem.privateKey(properties.text("officer.key")),
                    Pem.certificates(properties.text("officer.chain")))
                .getSocketFactory(),
            properties.required("authority.url"));
  }

  /** The times from the answer to the revocation to the last answer with the agent. */
  LoadResult measured(int samples) throws IOException, InterruptedException {
    LoadResult.Tally tally = new LoadResult.Tally();
    long began = System.nanoTime();
    for (int sample = 0; sample < samples; sample++) {
      tally.add(true, sample());
    }
    return tally.result((System.nanoTime() - began) / 1e9);
  }

  private long sample() throws IOException, InterruptedException {
    RealAgents.Enrolled agent =
        agents.enrolled("bench-revoked-" + UUID.randomUUID().toString().substring(0, 8));
    Request.Answer registered = agents.registration(agent).send();
    if (registered.status() != CREATED) {
      throw new IllegalStateException("not registered: " + registered);
    }
    Request search =
        Request.json(
            caller,
            URI.create(properties.required("registry.url") + "/v1/discovery"),
            "{\"locality\":\"" + agent.host() + "\"}");
    awaitFound(search);
    long[] revoked = {Officer.NEVER};
    Thread revocation =
        Thread.ofPlatform()
            .start(
                () -> revoked[0] = officer.revoke(agent.credential().serial().hex(), SEEN_BEFORE));
    long end = System.nanoTime() + PATIENCE.toNanos();
    long last = System.nanoTime();
    while (isFound(search)) {
      last = System.nanoTime();
      if (last > end) {
        throw new IllegalStateException("a revoked agent is still found");
      }
    }
    revocation.join();
    if (revoked[0] == Officer.NEVER) {
      throw new IllegalStateException("an agent is no longer found, and was not revoked");
    }
    return Math.max(0, last - revoked[0]);
  }

  private static void awaitFound(Request search) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isFound(search)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("a registered agent is not found");
      }
      Thread.sleep(PAUSE);
    }
  }

  private static boolean isFound(Request search) throws IOException {
    Request.Answer answer = search.send();
    if (answer.status() != OK) {
      throw new IllegalStateException("the search is refused: " + answer);
    }
    return answer.body().contains("urn:uuid:");
  }
}
