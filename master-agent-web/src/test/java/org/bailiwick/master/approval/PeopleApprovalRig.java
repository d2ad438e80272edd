package org.bailiwick.master.approval;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.approvalservice.PeopleApprovers;
import org.bailiwick.master.approver.Approver;
import org.bailiwick.master.approver.ApproverRights;
import org.bailiwick.master.authorization.PeopleRig;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.catalogue.TestCatalogue;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.oauth.PeopleTokenRequests;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.OwnPolicies;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * A Master Agent with jobs that wait for people, and a person who can sign in. Nothing executes the
 * jobs; {@link #reviewed} is what their release would be told.
 */
public final class PeopleApprovalRig implements AutoCloseable {
  private static final String RULE = "any-of(all-of(mtls,access-token),access-token-dpop,api-key)";
  private static final String PARAMETERS =
      "{\"capability\":\"ledger.post@1\",\"input\":{\"sum\":1},\"results\":{}}";
  private static final String JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"ledger.post@1\"}]}";
  private static final String PLACE = "v1/approvals";

  public final PeopleRig people;
  private final Path folder;
  private Catalogue catalogue;
  private Approvals approvals;
  private ApprovalControl control;
  private ApprovalRequest last;

  public PeopleApprovalRig(Path folder) {
    this.folder = folder;
    people = new PeopleRig(folder);
    people.allow("invoice.parse@1", "approval.decide@1");
    people.provider.describe(
        "{\"alice\": [\"invoice.parse@1\", \"approval.decide@1\"], \"role:buyer\": [\"fx.rates@1\"]}");
    catalogue = new Catalogue(Optional.empty(), master().clock);
  }

  public MasterRig master() {
    return people.rig;
  }

  public Instant now() {
    return master().clock.instant();
  }

  public CapabilitySet scope() {
    return ApproverRights.SCOPE;
  }

  public static TestDpopKey otherKey() {
    return TestDpopKey.ec();
  }

  /** Has a catalogue in which this unit answers for the capability. */
  public void catalogued(String owner) {
    catalogue =
        new TestCatalogue(folder.resolve("catalogue"))
            .write(
                "ledger.post@1.json",
                """
                {"capability":"ledger.post@1","kind":"agent","owner":"%s","risk":"high",
                 "input":"any@1","output":"any@1"}"""
                    .formatted(owner))
            .read(master().clock);
  }

  /** Has the default policies with this one decide from now on. */
  public void decidesBy(String policy) {
    MasterRig rig = master();
    Gate gate =
        new Gate(
            OwnPolicies.with(
                folder.resolve("policies-" + UUID.randomUUID()), "decide-approval", policy),
            rig.writer);
    approvals =
        new Approvals(
            rig.store(),
            ApprovalNeed.NONE,
            Duration.ofHours(1),
            TestApprovals.review(rig, gate, catalogue));
    control =
        new ApprovalControl(
            approvals,
            rig.journal,
            gate,
            catalogue,
            rig.writer,
            TestApprovals.ownJobs(rig),
            rig.clock);
  }

  /** A step of a job of the partner's buyer, about which so many people are asked. */
  public String asked(int approvers) {
    return asked(
        TestJobs.accept(master(), UUID.randomUUID().toString(), master().partner.buyer, JOB),
        approvers);
  }

  /** A step of a job of this caller for this principal. */
  public String askedFor(TestLeaf caller, String principal) {
    String job = TestJobs.accept(master(), UUID.randomUUID().toString(), caller, JOB);
    master().run("update job set principal = '" + principal + "' where job_id = '" + job + "'");
    return asked(job, 1);
  }

  private String asked(String job, int approvers) {
    Instant now = now().truncatedTo(ChronoUnit.MICROS);
    last =
        new ApprovalRequest(
            ApprovalRequest.Kind.RELEASE,
            new ApprovalRequest.Order(
                job,
                "a",
                "ledger.post@1",
                "agent",
                0,
                "0".repeat(64),
                Sha256.hex(CanonicalJson.of(PARAMETERS))),
            master().journal.find(job).orElseThrow().owner().caller().name(),
            approvers,
            now,
            now.plus(Duration.ofHours(1)));
    master().writer.commit(approvals.insertion(last, PARAMETERS));
    return last.id();
  }

  /** What the release of the last step is told. */
  public Approval reviewed() {
    return approvals
        .reviewed(last.order().jobId(), "a", ApprovalRequest.Kind.RELEASE)
        .orElseThrow();
  }

  public JsonObject signedIn() {
    return signedIn("invoice.parse@1 approval.decide@1");
  }

  /** The tokens of a new sign-in, with this scope at most. */
  public JsonObject signedIn(String scope) {
    MultivaluedMap<String, String> form = PeopleRig.form();
    form.putSingle("scope", scope);
    return tokens(
        Map.of(
            "grant_type", "authorization_code",
            "client_id", PeopleRig.DESK,
            "code", people.code(form),
            "redirect_uri", PeopleRig.REDIRECT,
            "code_verifier", PeopleRig.VERIFIER));
  }

  public JsonObject refreshed(JsonObject tokens) {
    return tokens(
        Map.of(
            "grant_type",
            "refresh_token",
            "client_id",
            PeopleRig.DESK,
            "refresh_token",
            tokens.getString("refresh_token")));
  }

  private JsonObject tokens(Map<String, String> parameters) {
    return new PeopleTokenRequests(master().endpoint(Optional.of(people.grant())))
        .issue(parameters, people.proof());
  }

  /** The person who shows these tokens with a proof. */
  public Approver.Person person(JsonObject tokens) {
    return person(tokens, people.key);
  }

  public Approver.Person person(JsonObject tokens, TestDpopKey key) {
    return person(tokens, key, Optional.empty());
  }

  public Approver.Person person(JsonObject tokens, TestDpopKey key, Optional<VerifiedPeer> peer) {
    String token = tokens.getString("access_token");
    String proof =
        key.proof("GET", MasterRig.ISSUER + "/" + PLACE, now())
            .nonce(master().proofs)
            .token(token)
            .compact();
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("Authorization", List.of("DPoP " + token));
    headers.put("DPoP", List.of(proof));
    return shows(headers, peer);
  }

  /** The person who shows these headers. */
  public Approver.Person shows(Map<String, List<String>> headers, Optional<VerifiedPeer> peer) {
    MasterRig rig = master();
    return new PeopleApprovers(
            new CallerAuthenticator(RULE, rig.methods),
            new PeopleApprovers.Sessions(
                rig.ledger, rig.personSessions, people.checks("node-1"), rig.people),
            rig.clock)
        .authenticate(
            new PresentedCredentials(peer, new RequestHead("GET", PLACE, headers, Set.of())));
  }

  public Approver officer(int number) {
    return new Approver.Officer(
        TestPeers.of(
            VerifiedPeer.Kind.OPERATOR,
            master().ca.operator("officer", "officer-" + number).certificate()));
  }

  /** An agent of the domain that was certified for this person. */
  public TestLeaf agentOf(Approver.Person person) {
    AgentInformation usual = master().ca.information("ledger.post@1");
    return master()
        .ca
        .agent(
            "of-person",
            new AgentInformation(
                usual.owner(),
                usual.capabilities(),
                usual.locator(),
                usual.validationMethods(),
                new Principal(
                    Principal.Kind.PERSON,
                    person.signIn().orElseThrow().person().person().issuer(),
                    person.signIn().orElseThrow().person().person().subject()),
                usual.attestation()));
  }

  public String shown(Approver approver, String id) {
    return control.read(approver, id);
  }

  public String decided(Approver approver, String id, String choice) {
    return control.decide(
        approver,
        id,
        "{\"decision\":\"%s\",\"input_sha256\":\"%s\"}"
            .formatted(choice, last.order().inputSha256()));
  }

  /** The ids of the list that this person gets. */
  public List<String> listed(Approver.Person person) {
    ListSource list =
        control.decidedBy(person, new ApprovalList(master().store(), approvals, master().clock));
    return list.entries(ListQuery.read(list, Map.of()), Optional.empty(), 50).stream()
        .map(entry -> entry.members().get("id").toString())
        .toList();
  }

  @Override
  public void close() {
    people.close();
  }
}
