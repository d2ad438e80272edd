package org.bailiwick.node.writer;

import java.io.IOException;
import java.lang.ref.Reference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ObjIntConsumer;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.request.RequestIdFilter;
import org.bailiwick.node.testing.TestDatabase;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The figures of docs/audit.md: octets of an H2 file, opened as the launcher opens it, after so
 * many refusals of nobody known, each with a row of its own and grouped. Not a test; {@code
 * -Dmeasure=flood} runs it.
 */
@EnabledIfSystemProperty(named = "measure", matches = "flood")
class RefusalFloodMeasurement {
  private static final int CALLERS = 8;

  @TempDir Path folder;

  @Test
  void compare() throws Exception {
    for (int requests : new int[] {3000, 30_000}) {
      measure("a row each", requests, (writer, i) -> writer.record(refusal("path")));
      measure("one check", requests, (writer, i) -> refuse(writer, "192.0.2.1", "path"));
      measure(
          "all groups that there can be",
          requests,
          (writer, i) -> refuse(writer, "2001:db8:0:" + i % 997, "check-" + i % 991));
    }
  }

  private void measure(String name, int requests, ObjIntConsumer<GroupWriter> refusing)
      throws Exception {
    Path file = folder.resolve(UUID.randomUUID().toString());
    long rows;
    long open;
    try (TestDatabase database = TestDatabase.inFile(file)) {
      long before = size(file);
      try (GroupWriter writer =
          new GroupWriter(
              database.sink(),
              Thread::new,
              WriterSettings.of("authority/aca", Clock.systemUTC()))) {
        flood(writer, requests, refusing);
      }
      rows = database.count("audit_entry");
      open = size(file) - before;
    }
    System.out.printf(
        "%-30s %6d requests: %6d rows, %9d octets more while open, %9d in all when closed%n",
        name, requests, rows, open, size(file));
  }

  private static void flood(GroupWriter writer, int requests, ObjIntConsumer<GroupWriter> refusing)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      int first = caller;
      Thread thread =
          new Thread(
              () -> {
                for (int i = first; i < requests; i += CALLERS) {
                  refusing.accept(writer, i);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void refuse(GroupWriter writer, String source, String check) {
    URI base = URI.create("https://127.0.0.1/");
    ContainerRequest request =
        new ContainerRequest(
            base,
            base.resolve("v1/agents"),
            "GET",
            null,
            new MapPropertiesDelegate(new HashMap<>()),
            null);
    try {
      new RequestIdFilter().filter(request);
      RequestContext.comesFrom(source);
      writer.recordRefusal(refusal(check));
    } finally {
      Reference.reachabilityFence(request); // which alone holds the context
    }
  }

  private static AuditEntry refusal(String check) {
    return new AuditEntry(
        "request.refused",
        Outcome.DENIED,
        check,
        "anonymous",
        "GET /v1/agents",
        Map.of("problem", "not-found", "instance", "urn:uuid:" + UUID.randomUUID()));
  }

  private static long size(Path file) throws IOException {
    return Files.size(Path.of(file + ".mv.db"));
  }
}
