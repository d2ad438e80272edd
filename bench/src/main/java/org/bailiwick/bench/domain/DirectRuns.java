package org.bailiwick.bench.domain;

import jakarta.json.Json;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.bailiwick.bench.load.Operation;
import org.bailiwick.bench.load.Request;

/**
 * What a job of {@link JobRuns} has done, called directly: the same calls of {@link DirectAgent},
 * each as soon as the one before was answered.
 */
final class DirectRuns implements Operation {
  private static final int OK = 200;

  private final SSLSocketFactory tls;
  private final URI work;
  private final int steps;

  DirectRuns(SSLSocketFactory tls, URI work, int steps) {
    this.tls = tls;
    this.work = work;
    this.steps = steps;
  }

  @Override
  public void prepare(int count) {
    // Each performance makes its own requests.
  }

  @Override
  public Outcome perform() {
    String number = UUID.randomUUID().toString();
    try {
      for (int step = 1; step <= steps; step++) {
        String body =
            Json.createObjectBuilder()
                .add("input", JobRuns.input(number, step == steps))
                .build()
                .toString();
        Request.Answer answer = Request.json(tls, work, body).send();
        if (answer.status() != OK) {
          System.err.println("a direct call was refused: " + answer);
          return Outcome.BAD;
        }
      }
      return Outcome.GOOD;
    } catch (IOException e) {
      System.err.println("a direct call failed: " + e);
      return Outcome.BAD;
    }
  }
}
