package org.bailiwick.bench.domain;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.bench.load.Request;
import org.bailiwick.bench.load.TlsIdentity;
import org.bailiwick.client.job.JobClient;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;

/** The partner's agent, which gets access tokens and posts jobs. */
final class Buyer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final GrantSigner grants;
  private final String id;
  private final String scope;
  private final URI master;
  private final SSLSocketFactory tls;
  private final JobClient jobs;

  Buyer(BenchProperties properties, TlsIdentity identities) throws IOException {
    this.grants = GrantSigner.of(properties);
    this.id = properties.required("buyer.id");
    this.scope = properties.required("scope");
    this.master = URI.create(properties.required("master.url"));
    SSLContext context =
        identities.of(
            Pem.privateKey(properties.text("buyer.key")),
            Pem.certificates(properties.text("buyer.chain")));
    this.tls = context.getSocketFactory();
    this.jobs = new JobClient(master, context);
  }

  GrantSigner grants() {
    return grants;
  }

  String id() {
    return id;
  }

  String scope() {
    return scope;
  }

  SSLSocketFactory tls() {
    return tls;
  }

  /** A new access token of the Master Agent, valid for five minutes. */
  String accessToken() {
    return jobs.token(grants.grant(master.toString()), id, CapabilitySet.parseScope(scope));
  }

  /** Starts a job and returns its address. */
  URI start(JsonObject job) {
    return jobs.post(accessToken(), job, UUID.randomUUID().toString());
  }

  /** Cancels a job of its own. */
  void cancel(URI job) {
    jobs.cancel(accessToken(), job);
  }

  /** A request that posts this job. */
  Request posting(String accessToken, String job) {
    return Request.json(tls, master.resolve("/v1/jobs"), job)
        .with("Authorization", "Bearer " + accessToken);
  }

  /** Waits until a job has ended, and returns why it is not done, or nothing if it is. */
  Optional<String> failure(String accessToken, String jobId) throws InterruptedException {
    JsonObject job = jobs.await(accessToken, URI.create(master + "/v1/jobs/" + jobId), PATIENCE);
    return job.getString("state").equals("done") ? Optional.empty() : Optional.of(job.toString());
  }

  @Override
  public void close() {
    jobs.close();
  }
}
