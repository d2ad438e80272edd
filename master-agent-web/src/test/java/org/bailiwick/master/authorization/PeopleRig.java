package org.bailiwick.master.authorization;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.oauth.PeopleTokenRequests;
import org.bailiwick.master.oauth.TokenRequest;
import org.bailiwick.master.oauth.TokenSettings;
import org.bailiwick.master.personcheck.PersonChecks;
import org.bailiwick.master.persongrant.PersonGrant;
import org.bailiwick.master.persongrant.PersonTokens;
import org.bailiwick.master.personsession.OneTimeSecret;
import org.bailiwick.master.personsession.ProviderTokenCipher;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestProvider;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.peer.RevocationState;

/** A Master Agent with a provider, one client of people, and the browser of one person. */
public final class PeopleRig implements AutoCloseable {

  public static final String DESK = "desk";
  public static final String REDIRECT = "http://127.0.0.1:4711/back?from=edge";
  public static final String STATE = "the client's state";
  public static final String VERIFIER = "v".repeat(43);
  public static final TokenSettings SETTINGS =
      new TokenSettings(MasterRig.ISSUER, Duration.ofMinutes(5));
  private static final Duration SESSION = Duration.ofHours(10);

  public final MasterRig rig;
  public final TestProvider provider;
  public final TestDpopKey key = TestDpopKey.ec();
  public final TokenRevoker revoker;
  final AuthorizationRequests requests;
  final PushedRequestEndpoint pushed;
  final SignInEndpoint signIn;
  private final Path folder;

  /** The browser's cookies, by name. */
  final Map<String, String> cookies = new HashMap<>();

  public PeopleRig(Path folder) {
    this.folder = folder;
    rig = new MasterRig(folder);
    provider = new TestProvider(folder.resolve("providers"), rig.clock);
    allow("invoice.parse@1", "fx.rates@1", "ledger.post@1");
    write("person.key", "k".repeat(32));
    requests = new AuthorizationRequests(rig.writer, rig.clock);
    pushed =
        new PushedRequestEndpoint(
            requests,
            rig.peopleClients,
            rig.providers,
            rig.proofs,
            rig.clients((certificate, anchor) -> new RevocationState.Good()).attestation(),
            rig.writer,
            SETTINGS);
    signIn = new SignInEndpoint(requests, parts(), SETTINGS, SESSION);
    revoker =
        new TokenRevoker(
            new TokenRevoker.Parts(rig.store(), rig.writer, rig.ledger, rig.journal), () -> {});
  }

  private ProviderTokenCipher cipher() {
    return new ProviderTokenCipher(Optional.of(folder.resolve("person.key")));
  }

  SignInEndpoint.Parts parts() {
    return new SignInEndpoint.Parts(
        rig.peopleClients,
        rig.providers,
        rig.people,
        rig.personSessions,
        cipher(),
        rig.gate,
        rig.writer,
        rig.clock);
  }

  /** The checks as a node with this name has them. */
  public PersonChecks checks(String node) {
    return new PersonChecks(
        new PersonChecks.Parts(
            rig.personSessions,
            rig.providers,
            cipher(),
            revoker,
            rig.ledger,
            new Lease(rig.writer, node, rig.clock),
            rig.writer,
            rig.clock),
        Duration.ofSeconds(30));
  }

  public PersonGrant grant() {
    return new PersonGrant(
        new PersonGrant.Parts(
            rig.peopleClients,
            rig.personSessions,
            checks("node-1"),
            rig.proofs,
            rig.ledger,
            revoker,
            rig.clock),
        new PersonTokens(
            new PersonTokens.Parts(
                rig.people,
                rig.personSessions,
                rig.tokens,
                rig.ledger,
                rig.gate,
                rig.writer,
                rig.clock),
            SETTINGS.accessTokenLifetime()),
        SETTINGS.tokenEndpoint());
  }

  /** Writes the file of the client with these scopes; a node reads it two seconds later. */
  public void allow(String... scopes) {
    writeClient(
        """
        {"client_id": "desk", "kind": "public", "provider": "idp", "scopes": ["%s"],
         "redirect_uris": ["http://127.0.0.1/back?from=edge", "https://desk.example/back"]}"""
            .formatted(String.join("\", \"", scopes)));
  }

  public void writeClient(String text) {
    write("clients/desk.json", text);
  }

  /** Writes the file of another client of the same provider. */
  public void writeOtherClient() {
    write(
        "clients/other.json",
        """
        {"client_id": "other", "kind": "public", "provider": "idp", "scopes": ["fx.rates@1"],
         "redirect_uris": ["https://other.example/back"]}""");
  }

  /** The id of the session of this code. */
  public String sessionOf(String code) {
    return rig.personSessions.findByCode(new OneTimeSecret(code).digest()).orElseThrow().id();
  }

  /** The id of the one session. */
  public String onlySession() {
    return rig.column("select session_id from person_session").getFirst();
  }

  /** Deletes the file of the client. */
  public void removeClient() {
    try {
      Files.delete(folder.resolve("clients/desk.json"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(String name, String text) {
    try {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The form of a right pushed request. */
  public static MultivaluedMap<String, String> form() {
    return form(
        Map.of(
            "client_id",
            DESK,
            "response_type",
            "code",
            "redirect_uri",
            REDIRECT,
            "code_challenge",
            Sha256.base64url(VERIFIER),
            "code_challenge_method",
            "S256",
            "state",
            STATE));
  }

  public static MultivaluedMap<String, String> form(Map<String, String> parameters) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    parameters.forEach(form::putSingle);
    return form;
  }

  public static TokenRequest request(MultivaluedMap<String, String> form, String... proofs) {
    return new TokenRequest(form, false, false, List.of(proofs));
  }

  JsonObject push(MultivaluedMap<String, String> form, String... proofs) {
    return pushed.push(request(form, proofs), Optional.empty());
  }

  /** The client pushes its request and opens the browser, which goes to the provider. */
  URI toProvider(MultivaluedMap<String, String> form) {
    return depart(form.getFirst("client_id"), push(form).getString("request_uri"));
  }

  URI depart(String requestUri) {
    return depart(DESK, requestUri);
  }

  private URI depart(String client, String requestUri) {
    SignInEndpoint.Redirection redirection =
        signIn.depart(form(Map.of("client_id", client, "request_uri", requestUri)));
    cookies.put(redirection.cookie().name(), redirection.cookie().value());
    return redirection.to();
  }

  /** The browser comes back from the provider with this query. */
  Map<String, String> arrive(Map<String, String> query) {
    URI back = signIn.arrive(form(query), name -> Optional.ofNullable(cookies.get(name)));
    if (!back.toString().startsWith(REDIRECT + "&")) {
      throw new IllegalStateException("not the client's redirect URI: " + back);
    }
    return TestProvider.form(back.getRawQuery());
  }

  /** The code of a whole sign-in. */
  public String code() {
    return code(form());
  }

  public String code(MultivaluedMap<String, String> form) {
    return arrive(provider.signIn(toProvider(form))).get("code");
  }

  /** A proof for the token endpoint. */
  public String proof() {
    return proof(key);
  }

  public String proof(TestDpopKey prover) {
    return prover
        .proof("POST", SETTINGS.tokenEndpoint(), rig.clock.instant())
        .nonce(rig.proofs)
        .compact();
  }

  /** The answer of the token endpoint to the code of a whole sign-in. */
  public JsonObject tokens() {
    return new PeopleTokenRequests(rig.endpoint(Optional.of(grant())))
        .issue(
            Map.of(
                "grant_type", "authorization_code",
                "client_id", DESK,
                "code", code(),
                "redirect_uri", REDIRECT,
                "code_verifier", VERIFIER),
            proof());
  }

  @Override
  public void close() {
    provider.close();
    rig.close();
  }
}
