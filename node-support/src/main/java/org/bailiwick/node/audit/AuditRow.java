package org.bailiwick.node.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.json.JsonText;

/**
 * A row of the audit log. Its hash covers the hash of the row before and all columns in canonical
 * JSON (RFC 8785), so that the rows after a changed, moved or deleted row no longer match. Rows are
 * inserted and never updated.
 */
@Entity
@Table(name = "audit_entry")
@IdClass(AuditRow.Key.class)
public class AuditRow {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** Primary key: the chain and the sequence number in it, counted from 1 without gaps. */
  public record Key(String chain, long seq) {}

  @Id private String chain;
  @Id private long seq;

  @Convert(converter = InstantColumn.class)
  private Instant at;

  @Column(name = "request_id")
  private String requestId;

  private String event;

  @Enumerated(EnumType.STRING)
  private Outcome outcome;

  @Column(name = "check_name")
  private String check;

  private String subject;
  private String resource;
  private String details;

  @Column(name = "previous_hash")
  private byte[] previousHash;

  private byte[] hash;

  /** JPA needs this constructor. */
  protected AuditRow() {}

  AuditRow(AuditHead head, AuditEntry entry, Instant at, String requestId) {
    this.chain = head.chain();
    this.seq = head.seq() + 1;
    this.at = InstantColumn.stored(at);
    this.requestId = requestId;
    this.event = entry.event();
    this.outcome = entry.outcome();
    this.check = entry.check();
    this.subject = entry.subject();
    this.resource = entry.resource();
    this.details = JsonText.of(new TreeMap<>(entry.details()));
    this.previousHash = head.hashBytes();
    this.hash = computeHash();
  }

  /** The head of the chain after this row. */
  public AuditHead head() {
    return new AuditHead(chain, seq, HexFormat.of().formatHex(hash));
  }

  boolean follows(AuditHead head) {
    return chain.equals(head.chain())
        && seq == head.seq() + 1
        && Arrays.equals(previousHash, head.hashBytes());
  }

  boolean isUnchanged() {
    return Arrays.equals(hash, computeHash());
  }

  private byte[] computeHash() {
    return Sha256.of(previousHash, JsonText.of(hashed()).getBytes(StandardCharsets.UTF_8));
  }

  /** All columns as members of a JSON object, from which an auditor can compute the hash. */
  public Map<String, Object> members() {
    Map<String, Object> members = hashed();
    members.put("hash", HexFormat.of().formatHex(hash));
    return members;
  }

  private Map<String, Object> hashed() {
    Map<String, Object> members = new TreeMap<>();
    members.put("at", TIME.format(at));
    members.put("chain", chain);
    members.put("check", check);
    members.put("details", details);
    members.put("event", event);
    members.put("outcome", outcome.name());
    members.put("previous_hash", HexFormat.of().formatHex(previousHash));
    members.put("request_id", requestId);
    members.put("resource", resource);
    members.put("seq", seq);
    members.put("subject", subject);
    return members;
  }

  public String chain() {
    return chain;
  }

  public long seq() {
    return seq;
  }

  public Instant at() {
    return at;
  }

  public String requestId() {
    return requestId;
  }

  public String event() {
    return event;
  }

  public Outcome outcome() {
    return outcome;
  }

  public String check() {
    return check;
  }

  public String subject() {
    return subject;
  }

  public String resource() {
    return resource;
  }

  /** The details as the JSON text that was hashed. */
  public String details() {
    return details;
  }
}
