package org.bailiwick.master.push;

import java.util.Set;
import java.util.UUID;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.outbound.Origin;

/**
 * A configuration as it is stored, without its secret.
 *
 * @param name the client's name of it
 * @param owner a digest of the caller, whose configurations are counted and take turns
 * @param target a digest of the caller and the origin; nothing goes to one target twice at once
 * @param secretName the name of the secret that has the URL and the credentials
 * @param sent the steps whose artifacts were sent
 * @param tries how often what is sent next has failed
 */
record StoredPush(
    String jobId,
    String name,
    String owner,
    String target,
    String origin,
    String secretName,
    Set<String> sent,
    int tries) {

  private static final String SECRETS = "push/";

  StoredPush {
    sent = Set.copyOf(sent);
  }

  /** A new configuration for this job. */
  static StoredPush of(JobRecord job, String name, Origin origin) {
    String owner = owner(job.owner().caller());
    return new StoredPush(
        job.jobId(),
        name,
        owner,
        Sha256.hex(owner + origin),
        origin.toString(),
        secrets(job.jobId(), name) + UUID.randomUUID(),
        Set.of(),
        0);
  }

  static String owner(CallerIdentity caller) {
    return Sha256.hex(caller.kind().text() + " " + caller.name());
  }

  static String id(String jobId, String name) {
    return jobId + "/" + name;
  }

  String id() {
    return id(jobId, name);
  }

  /** What the names of the secrets of this configuration begin with. */
  private static String secrets(String jobId, String name) {
    return SECRETS + id(jobId, name) + "/";
  }

  /** Not if somebody has given the row the name of another configuration's secret. */
  boolean hasOwnSecret() {
    return secretName.startsWith(secrets(jobId, name));
  }

  /** An audit row about this configuration. */
  AuditEntry row(String event, Outcome outcome, String check, String subject) {
    return AuditEntry.of(event, outcome, check, subject)
        .about(jobId)
        .with("configuration", name)
        .with("origin", origin);
  }
}
