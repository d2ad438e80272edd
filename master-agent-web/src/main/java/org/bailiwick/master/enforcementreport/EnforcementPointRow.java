package org.bailiwick.master.enforcementreport;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.master.enforcementfeed.ActiveBundle;
import org.bailiwick.node.audit.InstantColumn;

/** The row of what an enforcement point has said last. */
@Entity
@Table(name = "enforcement_point")
class EnforcementPointRow {

  @Id private String name;
  private String credential;
  private String node;

  @Convert(converter = InstantColumn.class)
  @Column(name = "seen_at")
  private Instant seenAt;

  @Column(name = "last_event")
  private String lastEvent;

  @Column(name = "bundle_number")
  private Long bundleNumber;

  @Column(name = "bundle_digest")
  private String bundleDigest;

  private String refused;
  private long denials;
  private long flows;
  private long dropped;

  protected EnforcementPointRow() {}

  EnforcementPointRow(String name) {
    this.name = name;
  }

  void seen(String by, String atNode, Instant at) {
    credential = by;
    node = atNode;
    seenAt = at;
  }

  void acknowledge(Acknowledgement said) {
    lastEvent = said.event().orElse(null);
    bundleNumber = said.bundle().map(ActiveBundle.Name::number).orElse(null);
    bundleDigest = said.bundle().map(ActiveBundle.Name::digest).orElse(null);
    refused = said.refused().orElse(null);
  }

  void count(long moreDenials, long moreFlows, long moreDropped) {
    denials = sum(denials, moreDenials);
    flows = sum(flows, moreFlows);
    dropped = sum(dropped, moreDropped);
  }

  /** A point may report any numbers; none makes a count smaller. */
  static long sum(long count, long more) {
    return more > Long.MAX_VALUE - count ? Long.MAX_VALUE : count + more;
  }

  Instant seenAt() {
    return seenAt;
  }

  /** As it is shown to officers. */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("seen_as", credential);
    members.put("node", node);
    members.put("seen_at", seenAt.toString());
    Optional.ofNullable(lastEvent).ifPresent(event -> members.put("last_event", event));
    Optional.ofNullable(bundleNumber)
        .ifPresent(
            number -> members.put("bundle", Map.of("number", number, "digest", bundleDigest)));
    Optional.ofNullable(refused).ifPresent(reason -> members.put("refused", reason));
    members.put("denials", denials);
    members.put("flows", flows);
    members.put("dropped", dropped);
    return members;
  }
}
