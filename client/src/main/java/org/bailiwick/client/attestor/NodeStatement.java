package org.bailiwick.client.attestor;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bailiwick.client.key.Thumbprint;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The statement of the node that runs the agent's container (docs/attestors/container.md). A
 * program of the platform obtains it: it is started without a shell and without arguments, reads
 * {@code {"nonce", "jkt", "key"}} from its standard input and writes the statement to its standard
 * output. Its standard error is that of this process.
 */
public final class NodeStatement implements InitialEvidence {
  private static final String TYPE = "container";
  private static final String CHECK = "container-helper";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MAX = 64 * 1024;

  /** Three parts in base64url. */
  private static final Pattern COMPACT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");

  private final Path helper;
  private final Duration limit;

  public NodeStatement(Path helper) {
    this(helper, LIMIT);
  }

  NodeStatement(Path helper, Duration limit) {
    this.helper = helper.toAbsolutePath();
    this.limit = limit;
  }

  @Override
  public EnrolmentEvidence item(EvidenceRequest request) {
    JsonObject question =
        Json.createObjectBuilder()
            .add("nonce", request.nonce())
            .add("jkt", Thumbprint.of(request.key().getPublic()))
            .add("key", Pem.block("PUBLIC KEY", request.key().getPublic().getEncoded()))
            .build();
    try {
      return new EnrolmentEvidence(TYPE, answer(question.toString()));
    } catch (IOException e) {
      throw refused(helper + " cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(helper + " did not end before an interruption", e);
    }
  }

  private String answer(String question) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(helper.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      // Another thread reads, so that the time limit also ends a program that never stops writing.
      CompletableFuture<byte[]> written =
          CompletableFuture.supplyAsync(() -> read(process), Thread::startVirtualThread);
      tell(process, question);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw refused(helper + " has not ended after " + limit.toSeconds() + " seconds", null);
      }
      if (process.exitValue() != 0) {
        throw refused(helper + " ended with exit " + process.exitValue(), null);
      }
      return statement(written.orTimeout(1, TimeUnit.SECONDS).join());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void tell(Process process, String question) {
    try (OutputStream out = process.getOutputStream()) {
      out.write((question + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException ignored) {
      return; // the program need not read its input
    }
  }

  private static byte[] read(Process process) {
    try (InputStream in = process.getInputStream()) {
      return in.readNBytes(MAX + 1);
    } catch (IOException e) {
      return new byte[0]; // the program was ended
    }
  }

  private String statement(byte[] written) {
    String text = new String(written, StandardCharsets.UTF_8).strip();
    if (written.length > MAX || !COMPACT.matcher(text).matches()) {
      throw refused(helper + " wrote no statement, which is a compact JWS of 64 KiB at most", null);
    }
    return text;
  }

  private static ProblemException refused(String detail, Exception cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE, CHECK, "The node's statement: " + detail, cause);
  }
}
