package org.bailiwick.ars.zone;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.bailiwick.ars.discovery.AgentDirectory;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentRecords.Dated;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.lists.PageTokens.Scope;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Writes pages of a zone file (RFC 1035 section 5) with a record for each listed agent. The type
 * AED has no number yet, so its data stand in the form of unknown types (RFC 3597 section 5).
 */
final class ZonePages {

  /** The most agents of a page. */
  static final int PAGE = 1000;

  /**
   * Certificate constraint, full certificate, SHA-256 (draft-ni-agent-entity-discovery, "AED RDATA
   * Wire Format"): the agent shows exactly the certificate with this digest.
   */
  private static final String CERTIFICATE = "020001";

  private static final int LENGTH = 3 + 32;
  private static final int PREFIX = "urn:uuid:".length();
  private static final String SCOPE = "zone";

  private final AgentDirectory directory;
  private final PageTokens tokens;
  private final SteadyTime time;
  private final ZoneSettings settings;
  private final int size;

  ZonePages(
      AgentDirectory directory,
      PageTokens tokens,
      SteadyTime time,
      ZoneSettings settings,
      int size) {
    this.directory = directory;
    this.tokens = tokens;
    this.time = time;
    this.settings = settings;
    this.size = size;
  }

  /** A page, and the token of the next one, if there may be one. */
  record Page(String text, Optional<String> next) {}

  /**
   * The page from the token's position on.
   *
   * @throws ProblemException not-found when the agents have no names in DNS
   */
  Page read(VerifiedPeer peer, Optional<String> token) {
    String origin =
        settings
            .origin()
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.NOT_FOUND,
                        "zone-origin",
                        "No domain name is set for the agents of this domain."));
    Instant now = time.latest();
    Scope scope = new Scope(peer.id().toString(), SCOPE);
    String after = token.map(text -> tokens.position(scope, text, now)).orElse("");
    AgentRecords.Listing batch = directory.next(after, size);
    StringBuilder text = new StringBuilder();
    text.append("; agents below ")
        .append(origin)
        .append(" at ")
        .append(now.truncatedTo(ChronoUnit.SECONDS))
        .append('\n');
    batch.agents().forEach(each -> record(text, each, origin));
    return new Page(
        text.toString(), batch.next().map(position -> tokens.token(scope, position, now)));
  }

  private void record(StringBuilder text, Dated listed, String origin) {
    AgentRecord agent = listed.agent();
    byte[] digest = Base64.getUrlDecoder().decode(agent.credential().sha256());
    text.append(agent.identifier(), PREFIX, agent.identifier().length())
        .append('.')
        .append(origin)
        .append(". ")
        .append(settings.ttl().toSeconds())
        .append(" IN TYPE")
        .append(settings.type())
        .append(" \\# ")
        .append(LENGTH)
        .append(' ')
        .append(CERTIFICATE)
        .append(HexFormat.of().formatHex(digest))
        .append(" ; ")
        .append(agent.agent())
        .append('\n');
  }
}
