package org.bailiwick.command.agent;

import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.job.JobClient;
import org.bailiwick.command.enrolment.DomainOptions;
import org.bailiwick.command.enrolment.TextFiles;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code agent call}: gets a token that is bound to the caller's certificate, posts a job, waits
 * for its end and prints it. A caller of another domain exchanges a grant of its own authorization
 * server for the token; an agent of the domain needs none. Exit 0 only if the job is done.
 */
@Command(name = "call", description = "Posts a job to the Master Agent and waits for its end.")
final class CallCommand extends FolderCommand {
  @Mixin private DomainOptions domain;

  @Option(
      names = "--grant-file",
      description =
          "File with the JWT grant of the caller's authorization server; an agent of the Master"
              + " Agent's own domain gives none.")
  private Path grant;

  @Option(
      names = "--client-id",
      description = "The caller's client id (default: the SPIFFE id of the folder's credential).")
  private String clientId;

  @Option(
      names = "--capability",
      required = true,
      description = "A capability of the scope; repeatable.")
  private List<String> capabilities;

  @Option(
      names = "--wait",
      defaultValue = "PT2M",
      description = "Time to wait for the job's end (${DEFAULT-VALUE}).")
  private Duration limit;

  @Option(
      names = "--idempotency-key",
      description = "To repeat a call that may have arrived, give the same key.")
  private String idempotencyKey;

  @Parameters(paramLabel = "FILE", description = "File with the job as JSON.")
  private Path job;

  @Override
  public Integer call() throws InterruptedException {
    JsonObject body = StrictJson.object(TextFiles.read(job));
    String key = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
    CredentialFolder credential = folder();
    String client = clientId == null ? credential.workload().toString() : clientId;
    try (JobClient jobs =
        new JobClient(domain.master(), credential.tls(domain.trusted().trust(SpiffeId::isNode)))) {
      String token = token(jobs, client);
      URI location = jobs.post(token, body, key);
      JsonObject ended = jobs.await(token, location, limit);
      say(ended.toString());
      revoke(jobs, token, client);
      return ended.getString("state", "").equals("done") ? 0 : 1;
    }
  }

  private String token(JobClient jobs, String client) {
    CapabilitySet scope = CapabilitySet.parse(capabilities);
    return grant == null
        ? jobs.ownToken(client, scope)
        : jobs.token(TextFiles.read(grant).strip(), client, scope);
  }

  /** The job is over, so nobody needs its token any more; it would expire soon anyway. */
  private void revoke(JobClient jobs, String token, String client) {
    try {
      jobs.revoke(token, client);
    } catch (ProblemException e) {
      line().getErr().println("The access token was not revoked: " + e.check());
    }
  }
}
