package org.bailiwick.packetfilter.segment;

import java.util.Locale;
import org.bailiwick.packetfilter.listing.FilterPacket;
import org.bailiwick.packetfilter.listing.FilterVerdict;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Decision;

/** A packet with which the filter does something else than policies say of its flow. */
public record Disagreement(
    FilterPacket packet, FilterVerdict verdict, AccessRequest question, Decision decision) {

  /** Both sides with their reasons, in one line. */
  public String explained() {
    return "%s %s -> %s %s %d (%s, %s packet): the packet filter %s (%s), policies %s (%s by %s) for %s -> %s"
        .formatted(
            packet.hook(),
            packet.caller().getHostAddress(),
            packet.callee().getHostAddress(),
            packet.protocol(),
            packet.port(),
            packet.uid().isPresent() ? "uid " + packet.uid().getAsInt() : "any uid",
            packet.place().name().toLowerCase(Locale.ROOT),
            verdict.accepted() ? "accepts" : "drops",
            verdict.because(),
            decision instanceof Decision.Permit ? "permit" : "deny",
            String.join(" ", decision.reasons()),
            decision.policies().isEmpty() ? "no policy" : String.join(" ", decision.policies()),
            question.subject().id(),
            question.resource().id());
  }
}
