package org.bailiwick.master.testing;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.master.account.Accounts;
import org.bailiwick.master.account.SecretCheck;
import org.bailiwick.master.accountmethod.AccountMethods;
import org.bailiwick.master.attempts.FailedAttempts;
import org.bailiwick.master.authorizationcontext.AuthorizationContexts;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.chaining.ChainedGrants;
import org.bailiwick.master.chaining.SubjectTokens;
import org.bailiwick.master.clientauth.ClientAttestation;
import org.bailiwick.master.clientauth.ClientAuthentication;
import org.bailiwick.master.clientgrant.ClientCredentialsGrant;
import org.bailiwick.master.dpop.DpopNonces;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.dpop.NonceKey;
import org.bailiwick.master.dpop.OwnTokenMethods;
import org.bailiwick.master.dpop.RequestProofs;
import org.bailiwick.master.dpop.UsedProofs;
import org.bailiwick.master.httpsignature.RequestSignatures;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.journal.JobDeletion;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.master.method.AuthenticationMethods;
import org.bailiwick.master.method.CertificateMethod;
import org.bailiwick.master.oauth.TokenEndpoint;
import org.bailiwick.master.oauth.TokenSettings;
import org.bailiwick.master.outbox.EndingActs;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.master.parties.CredentialStates;
import org.bailiwick.master.parties.OwnAgentRights;
import org.bailiwick.master.parties.OwnCallerRights;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.parties.RecordedCallers;
import org.bailiwick.master.partnertoken.PartnerTokenMethods;
import org.bailiwick.master.partnertoken.PartnerTokens;
import org.bailiwick.master.peopleclients.PeopleClients;
import org.bailiwick.master.persongrant.PersonGrant;
import org.bailiwick.master.personsession.PersonRights;
import org.bailiwick.master.personsession.PersonSessions;
import org.bailiwick.master.planledger.PlanLedger;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenkeys.AnnouncerSettings;
import org.bailiwick.master.tokenkeys.DomainKeys;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.transactiontoken.MintSettings;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.master.workflow.WorkflowPlanner;
import org.bailiwick.master.workloadsignature.WorkloadSignatureMethod;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.feed.SerialStates;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.password.HashPlaces;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.workloadtoken.StoredProofs;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.records.DomainAuditKeys;
import org.bailiwick.node.records.SigningClock;
import org.bailiwick.node.records.StoredChain;
import org.bailiwick.node.secretstore.InMemoryWrappingKeys;
import org.bailiwick.node.secretstore.SecretStore;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.testing.HeldCommits;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;

/**
 * A Master Agent without a container. It has its schema in a test database, the real group writer,
 * the default policies, two partner domains with authorization servers of their own, and a clock
 * that the test moves.
 */
public final class MasterRig implements AutoCloseable {

  public static final String ISSUER = "https://master.bailiwick.example";
  public static final String DOMAIN = "bailiwick.example";
  private static final MintSettings MINT =
      new MintSettings(DOMAIN, "spiffe://bailiwick.example/node/domain", Duration.ofMinutes(2), 3);
  private static final String CHAIN = "test/master";

  public final TestClock clock = TestClock.atPresent();
  public final TestCa ca = TestCa.create(DOMAIN, clock);
  public final TestPartner partner;
  public final TestPartner otherPartner;
  public final TokenLedger ledger;
  public final OwnTokens tokens;
  public final TransactionTokenMint mint;
  public final PlanLedger plans;
  public final EndingActs acts;
  public final JobJournal journal;
  public final AgentInventory inventory = new AgentInventory(clock, Duration.ofMinutes(5));
  public final Gate gate;
  public final HeldCommits commits;
  public final GroupWriter writer;
  public final AccessTokens accessTokens;
  public final AuthorizationContexts contexts;
  public final UsedProofs usedProofs;
  public final DpopProofs proofs;
  public final PartnerTokens partnerTokens;
  public final AuthenticationMethods methods;
  public final AuditHeads records;
  public final PartnerRights partnerRights;
  public final TestOwnCallers ownCallers;
  public final TestOwners owners;
  public final OwnAgentRights ownAgents;
  public final OwnCallerRights ownRights;
  public final TestAttester attester;
  public final PeopleClients peopleClients;
  public final IdentityProviders providers;
  public final PersonSessions personSessions;
  public final PersonRights people;
  public final Accounts accounts;
  public final FailedAttempts attempts;
  public final SecretCheck secrets;
  public final TestIdentityTokens identities = new TestIdentityTokens(ca.domain(), clock);
  public final InMemoryWrappingKeys wrappingKeys = new InMemoryWrappingKeys();
  public final SecretStore secretStore;
  public final DomainKeys domainKeys;

  /** The state of the credential of each caller whose job runs. */
  public RevocationState callerState = new RevocationState.Good();

  /** The keys that sign tokens and plans. */
  public final TokenKeys keys =
      new TokenKeys(InMemorySigningKey.generate("token-signing", KeyShape.EC_P256));

  /** What the methods of authentication know of certificates. */
  private RevocationView revocations = (certificate, anchor) -> new RevocationState.Good();

  private final TestDatabase database = TestDatabase.ofComponent("master");
  private final PartnerDirectory partners;

  public MasterRig(Path folder) {
    partner = new TestPartner("partner.example", folder, clock);
    otherPartner = new TestPartner("other.example", folder, clock);
    partners = directory(folder.resolve("partners"));
    ownCallers = new TestOwnCallers(folder.resolve("callers"));
    attester = new TestAttester(folder.resolve("attesters"), ca.domain(), clock);
    owners = new TestOwners(folder);
    OwnCallers files = ownCallers.read(ca.domain(), clock);
    ownAgents = new OwnAgentRights(files, owners.read(clock), inventory, clock);
    ownRights = new OwnCallerRights(ownAgents, files, clock);
    records = records(folder.resolve("heads.jws"));
    records.keep();
    commits = new HeldCommits(database.sink());
    writer = new GroupWriter(commits, Thread::new, WriterSettings.of(CHAIN, clock));
    gate = new Gate(DefaultPolicies.inForce(), writer);
    domainKeys = domainKeys(keys, folder);
    tokens = new OwnTokens(domainKeys, records::requireComplete, ISSUER, clock);
    ledger = new TokenLedger(store(), writer, clock);
    mint = new TransactionTokenMint(tokens, ledger, MINT, clock);
    plans = new PlanLedger(store(), tokens, new WorkflowPlanner(50), clock);
    acts = new EndingActs(store(), writer, clock);
    journal = new JobJournal(store(), writer, ledger, plans, acts, clock);
    peopleClients = new PeopleClients(Optional.of(folder.resolve("clients")), clock);
    providers = new IdentityProviders(Optional.of(folder.resolve("providers")), clock);
    personSessions = new PersonSessions(store(), writer, clock);
    people =
        new PersonRights(peopleClients, providers, personSessions, Duration.ofMinutes(2), clock);
    partnerRights = new PartnerRights(partners, ownRights, people, attester.attesters());
    accessTokens = new AccessTokens(tokens, ledger, partnerRights);
    contexts = new AuthorizationContexts(store());
    accounts = new Accounts(store(), writer, clock);
    attempts = new FailedAttempts(store(), writer, clock);
    secrets = new SecretCheck(accounts, attempts, new HashPlaces(2), writer, clock);
    usedProofs = new UsedProofs(writer);
    proofs = proofs(usedProofs);
    secretStore = new SecretStore(store()::read, writer, wrappingKeys, clock);
    partnerTokens = partnerTokens(folder.resolve("tls"));
    methods = methods(secretStore);
  }

  private AuditHeads records(Path heads) {
    return new AuditHeads(
        new HeadLog(heads),
        StoredChain.whole(CHAIN, database::inTransaction),
        new DomainAuditKeys(() -> keys, clock),
        SigningClock.unwatched(clock));
  }

  private PartnerDirectory directory(Path folder) {
    GuardedFetch fetch = new GuardedFetch(FetchSettings.of(Set.of()));
    return new PartnerDirectory(folder, ca.domain(), fetch, clock);
  }

  /** Access tokens of partners' servers; the folder may have the node's client certificate. */
  private PartnerTokens partnerTokens(Path tls) {
    return new PartnerTokens(
        new PartnerTokens.Parts(partners, ledger, writer, records::requireComplete, ISSUER, tls),
        clock);
  }

  /** The methods of authentication as the node has them. */
  private AuthenticationMethods methods(SecretStore wrapped) {
    RequestSignatures signatures =
        new RequestSignatures(URI.create(ISSUER), new StoredProofs(writer), clock);
    List<AuthenticationMethod> all =
        new ArrayList<>(new AccountMethods(secrets, wrapped, signatures).all());
    all.add(new CertificateMethod());
    RequestProofs ofRequests = new RequestProofs(proofs, ISSUER);
    all.addAll(new OwnTokenMethods(accessTokens, ofRequests, partnerTokens::isClaimed).all());
    all.add(
        new WorkloadSignatureMethod(
            identities.tokens(new StoredProofs(writer)),
            new PeerVerifier(anchors(), revocations, clock),
            signatures,
            accessTokens));
    all.addAll(new PartnerTokenMethods(partnerTokens, ofRequests).all());
    return new AuthenticationMethods(all);
  }

  /** The methods when this is known of certificates. */
  public AuthenticationMethods methodsWith(RevocationView view) {
    revocations = view;
    return methods(secretStore);
  }

  /** The same methods at another node on this database and this HSM. */
  public AuthenticationMethods methodsOfAnotherNode() {
    return methods(new SecretStore(store()::read, writer, wrappingKeys, clock));
  }

  /** The check of proofs as another node on the same database has it. */
  public DpopProofs proofs(UsedProofs used) {
    return new DpopProofs(new DpopNonces(new NonceKey(writer), clock), used, clock);
  }

  /** The keys of one node alone, which has no client certificate to announce them with. */
  private DomainKeys domainKeys(TokenKeys keys, Path folder) {
    List<Anchor> anchors = List.of(new Anchor(ca.operatorCa(), ca.domain(), AnchorUse.OPERATORS));
    PeerVerifier peers =
        new PeerVerifier(() -> anchors, (certificate, anchor) -> new RevocationState.Good(), clock);
    return new DomainKeys(
        keys,
        new AnnouncerSettings(
            new SpiffeId(ca.domain(), "/node/domain"),
            new SpiffeId(ca.domain(), "/node/authority"),
            ISSUER,
            folder.resolve("no-certificate")),
        new DomainKeys.Parts(store(), writer, peers, clock),
        System::nanoTime);
  }

  /** Reads the database as the code under test does. */
  public Store store() {
    return database::inTransaction;
  }

  public PartnerDirectory partners() {
    return partners;
  }

  /** The states of credentials by these views; this domain has one issuing CA. */
  public CredentialStates credentials(RevocationView view, SerialStates agents) {
    return new CredentialStates(
        anchors(), view, agents, (domain, serial) -> agents.stateOf(ca.issuing(), serial));
  }

  private TrustAnchors anchors() {
    return new TrustAnchors() {
      @Override
      public List<Anchor> anchors() {
        List<Anchor> all = new ArrayList<>(partners.anchors());
        all.add(new Anchor(ca.root(), ca.domain(), AnchorUse.AGENTS));
        return all;
      }

      @Override
      public List<X509Certificate> intermediates() {
        return List.of(ca.issuing());
      }
    };
  }

  public TokenEndpoint endpoint() {
    return endpoint(Optional.empty());
  }

  /** The same with the grants of people's clients. */
  public TokenEndpoint endpoint(Optional<PersonGrant> people) {
    return new TokenEndpoint(
        new TokenEndpoint.Parts(partners, tokens, ledger, mint, inventory, gate, writer, clock),
        new TokenEndpoint.Clients(
            clients((certificate, anchor) -> new RevocationState.Good()),
            new ClientCredentialsGrant(
                ownRights, tokens, ledger, gate, writer, Duration.ofMinutes(5), clock),
            recordedCallers(),
            chainedGrants(),
            people),
        proofs,
        new TokenSettings(ISSUER, Duration.ofMinutes(5)));
  }

  private ChainedGrants chainedGrants() {
    return new ChainedGrants(
        new SubjectTokens(mint, accessTokens, ledger, contexts, recordedCallers()),
        partners,
        tokens,
        ledger,
        gate,
        writer,
        clock);
  }

  /** Whether callers of jobs still stand; the state of each credential is {@link #callerState}. */
  public RecordedCallers recordedCallers() {
    return new RecordedCallers(
        partnerRights,
        credentials((certificate, anchor) -> callerState, (issuer, serial) -> callerState),
        accounts);
  }

  /** Finds out who clients are, by this view. */
  public ClientAuthentication clients(RevocationView view) {
    return new ClientAuthentication(
        new PeerVerifier(anchors(), view, clock),
        new ClientAttestation.Parts(
            attester.attesters(), proofs, new StoredProofs(writer), ownAgents),
        new ClientAuthentication.Server(ISSUER, ISSUER + "/oauth/token"),
        clock);
  }

  /** An access token of the peer for five minutes, which the token ledger has. */
  public TokenRecord accessToken(String jti, VerifiedPeer peer, String scope) {
    return accessToken(jti, CallerIdentity.of(peer), scope);
  }

  /** The same of this caller. */
  public TokenRecord accessToken(String jti, CallerIdentity caller, String scope) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    TokenRecord record =
        new TokenRecord(
            jti,
            TokenKind.ACCESS,
            new TokenOrigin(Optional.empty(), Optional.empty(), caller),
            Optional.empty(),
            Optional.empty(),
            CapabilitySet.parseScope(scope),
            new TokenLifetime(now, now.plusSeconds(300)),
            Optional.empty());
    writer.commit(ledger.insertion(record));
    return record;
  }

  public VerifiedPeer foreign(TestLeaf leaf) {
    return TestPeers.of(VerifiedPeer.Kind.FOREIGN, leaf.certificate());
  }

  public VerifiedPeer agent(TestLeaf leaf) {
    return TestPeers.of(VerifiedPeer.Kind.AGENT, leaf.certificate());
  }

  /** A service or device of this domain, by its name. */
  public VerifiedPeer workload(TestLeaf leaf) {
    boolean isService = leaf.id().isService();
    return TestPeers.of(
        isService ? VerifiedPeer.Kind.SERVICE : VerifiedPeer.Kind.DEVICE, leaf.certificate());
  }

  public VerifiedPeer operator(String role) {
    return TestPeers.of(VerifiedPeer.Kind.OPERATOR, ca.operator(role, role + "-1").certificate());
  }

  public JobDeletion jobDeletion() {
    return new JobDeletion(store(), writer, ledger, plans);
  }

  /** The audit log, in order. */
  public List<AuditRow> audit() {
    return database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 10_000));
  }

  /** Deletes the audit log, as a restore from a backup without the log does. */
  public void loseTheLog() {
    database.run("delete from audit_entry");
  }

  /** Runs a statement of SQL as the owner of the database. */
  public void run(String statement) {
    database.run(statement);
  }

  /** The first column of all rows of a query in SQL. */
  public List<String> column(String query) {
    return database.inTransaction(
        em ->
            ((List<?>) em.createNativeQuery(query).getResultList())
                .stream().map(String::valueOf).toList());
  }

  public List<String> leaseNames() {
    return database.inTransaction(
        em -> em.createQuery("select l.name from LeaseRow l", String.class).getResultList());
  }

  /** The check of the last refusal in the audit log. */
  public String lastDenial() {
    return audit().stream()
        .filter(row -> row.outcome().name().equals("DENIED"))
        .reduce((first, second) -> second)
        .map(AuditRow::check)
        .orElse("none");
  }

  @Override
  public void close() {
    writer.close();
    database.close();
  }
}
