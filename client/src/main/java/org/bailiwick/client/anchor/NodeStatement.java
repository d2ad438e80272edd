package org.bailiwick.client.anchor;

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
 * The word of the node that runs the agent's container (docs/anchors/container.md). How the node is
 * asked is the platform's matter, so a program of the platform does it: it is started as it is,
 * without a shell and without arguments, reads {@code {"nonce", "jkt", "key"}} from its standard
 * input and writes the statement to its standard output. What it has to say to people goes to
 * standard error, which is that of this process.
 */
public final class NodeStatement implements InitialEvidence {
  private static final String TYPE = "container";
  private static final String CHECK = "container-helper";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MAX = 64 * 1024;

  /** Three parts of base64url: anything else is a message that went to the wrong place. */
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
      throw refused(helper + " was not waited for", e);
    }
  }

  private String answer(String question) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(helper.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      // At the side, so that the limit counts for one that writes and does not end, too.
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
      return; // it reads nothing; what it writes and how it ends decides
    }
  }

  private static byte[] read(Process process) {
    try (InputStream in = process.getInputStream()) {
      return in.readNBytes(MAX + 1);
    } catch (IOException e) {
      return new byte[0]; // it was ended
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
