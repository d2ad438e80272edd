package org.bailiwick.master.tokenstatus;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.access.TestTokens;
import org.bailiwick.master.access.TokenBinding;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.oauth.TokenRequest;
import org.bailiwick.master.parties.RecordedCallers;
import org.bailiwick.master.persongrant.PersonRevocation;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.transactiontoken.MintedToken;
import org.bailiwick.master.transactiontoken.StepTokenRequest;
import org.bailiwick.master.transactiontoken.Transaction;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * A Master Agent whose status endpoint a test asks, with an access token of a partner's buyer and a
 * Txn-Token that descends from it.
 */
final class StatusRig implements AutoCloseable {

  static final CapabilitySet SCOPE = CapabilitySet.parseScope("invoice.parse@1");

  final MasterRig rig;
  final TokenStatusEndpoint endpoint;
  final TestLeaf reader;
  final VerifiedPeer buyer;
  final String accessToken;
  final String accessJti;
  final MintedToken txnToken;

  /** The state of every credential, by its serial number. */
  RevocationState state = new RevocationState.Good();

  StatusRig(Path folder) {
    rig = new MasterRig(folder);
    reader = rig.ca.agent("invoice-reader", "invoice.parse@1");
    buyer = rig.foreign(rig.partner.buyer);
    TokenRevoker revoker =
        new TokenRevoker(
            new TokenRevoker.Parts(rig.store(), rig.writer, rig.ledger, rig.journal), () -> {});
    PresentedTokens presented = new PresentedTokens(rig.tokens, rig.mint, rig.ledger);
    TokenParties parties =
        new TokenParties(
            new RecordedCallers(
                rig.partnerRights,
                rig.credentials((certificate, anchor) -> state, (issuer, serial) -> state),
                rig.accounts),
            rig.inventory,
            rig.clock);
    endpoint =
        new TokenStatusEndpoint(
            new TokenIntrospection(presented, parties, rig.gate, rig.writer),
            new ClientRevocation(presented, rig.gate, revoker, rig.writer),
            new PeopleTokens(
                presented,
                new PersonRevocation(
                    rig.peopleClients,
                    rig.personSessions,
                    rig.ledger,
                    revoker,
                    rig.gate,
                    rig.writer)),
            rig.writer);
    accessJti = UUID.randomUUID().toString();
    accessToken = access(accessJti, rig.partner.buyer, true);
    txnToken = txn();
    list("listed");
  }

  /** A signed access token of this caller, which the ledger has or not. */
  String access(String jti, TestLeaf caller, boolean recorded) {
    AccessToken token = token(jti, TokenBinding.ofCertificate(rig.foreign(caller).thumbprint()));
    String compact = signed(token);
    if (recorded) {
      record(token, compact, TestJobs.granted(rig, caller));
    }
    return compact;
  }

  /** A recorded access token of the buyer without certificate, bound to a key. */
  String accessByKey(String jti) {
    AccessToken token = token(jti, new TokenBinding(Optional.empty(), Optional.of("key")));
    String compact = signed(token);
    record(token, compact, TokenOrigin.of(new CallerIdentity.Client(buyer.id())));
    return compact;
  }

  private AccessToken token(String jti, TokenBinding binding) {
    Instant now = rig.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expiry = now.plus(Duration.ofMinutes(5));
    return new AccessToken(
        jti,
        "https://as.partner.example#alice",
        buyer.id().toString(),
        SCOPE,
        binding,
        now,
        expiry);
  }

  private String signed(AccessToken token) {
    return rig.tokens.sign(AccessToken.TYP, TestTokens.claims(token, rig.tokens.issuer()));
  }

  private void record(AccessToken token, String compact, TokenOrigin origin) {
    rig.writer.commit(
        rig.ledger.insertion(
            new TokenRecord(
                token.jti(),
                TokenKind.ACCESS,
                origin,
                Optional.of(token.client()),
                Optional.empty(),
                SCOPE,
                new TokenLifetime(token.issuedAt(), token.expiresAt()),
                Optional.of(OwnTokens.digest(compact)))));
  }

  private MintedToken txn() {
    TokenRecord access = rig.ledger.find(accessJti).orElseThrow();
    TokenRecord root =
        TestJobs.within(
            new StepContext("job-1", Optional.empty()),
            TestJobs.token(
                rig, TokenKind.JOB, TokenOrigin.of(accessJti, access.origin().caller()), SCOPE));
    rig.writer.commit(rig.ledger.insertion(root));
    MintedToken minted =
        rig.mint.forStep(
            new StepTokenRequest(
                new Transaction("txn-1", "https://as.partner.example#alice", "job-1", "book", root),
                "a",
                SCOPE,
                AgentId.of(reader.id())));
    rig.writer.commit(rig.ledger.insertion(minted.record()));
    return minted;
  }

  /** The registry lists the reader in this state. */
  void list(String listed) {
    TestInventory.list(
        rig.inventory,
        List.of(
            new KnownAgent(
                "urn:uuid:0190a000-0000-7000-8000-000000000001",
                AgentId.of(reader.id()),
                SCOPE,
                Locator.parse("https://127.0.0.1:7001/work"),
                new SerialNumber(reader.certificate().getSerialNumber()),
                reader.certificate().getNotAfter().toInstant(),
                listed,
                Optional.empty())));
  }

  VerifiedPeer service() {
    return peer(VerifiedPeer.Kind.SERVICE, "service/gateway");
  }

  VerifiedPeer peer(VerifiedPeer.Kind kind, String path) {
    return TestPeers.of(
        kind, rig.ca.leafWithUri("spiffe://bailiwick.example/" + path).certificate());
  }

  static MultivaluedMap<String, String> form(VerifiedPeer client, String token) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("client_id", client.id().toString());
    form.putSingle("token", token);
    return form;
  }

  JsonObject introspect(VerifiedPeer asker, String token) {
    return endpoint.introspect(new TokenRequest(form(asker, token)), Optional.of(asker));
  }

  void revoke(VerifiedPeer client, String token) {
    endpoint.revoke(new TokenRequest(form(client, token)), Optional.of(client));
  }

  List<AuditRow> rows(String event) {
    return rig.audit().stream().filter(row -> row.event().equals(event)).toList();
  }

  @Override
  public void close() {
    rig.close();
  }
}
