import authority.api.EnrolmentApi;
import authority.model.Enrolment;
import authority.model.Evidence;
import authority.model.IssuedCredential;
import authority.model.JoinRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import domain.api.JobsApi;
import domain.api.TokensApi;
import domain.model.Job;
import domain.model.JobOrder;
import domain.model.StepOrder;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import registry.ApiException;
import registry.api.DiscoveryApi;
import registry.api.RegistrationApi;
import registry.model.Agent;
import registry.model.Principal;
import registry.model.RegistrationRequest;

/**
 * The main flow with clients that are generated: join token, enrolment, registration, discovery, a
 * job. AUTHORITY DOMAIN ROOT-FILE USER-TOKEN-FILE NAME
 */
public final class MainFlow {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> CAPABILITIES = List.of("ledger.post@1");
  private static final String LOCATOR = "https://127.0.0.1:7001/work";

  private static Certificate root;

  public static void main(String[] args) throws Exception {
    root = certificates(Files.readAllBytes(Path.of(args[2]))).getFirst();
    String userToken = Files.readString(Path.of(args[3])).strip();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair key = generator.generateKeyPair();

    IssuedCredential credential = enrolled(args[0], userToken, args[4], key);
    System.out.println("enrolled " + credential.getAgent());
    HttpClient.Builder identified = over(key, certificates(bytes(credential.getChain())));
    register(args[1] + "/ars", identified, credential, userToken);
    Job job = done(args[1], identified, credential.getAgent());
    System.out.println(
        "job " + job.getState() + " " + JSON.writeValueAsString(job.getSteps().get(0).getOutput()));
  }

  /** A user asks for the agent ahead of time; the agent's own key signs the statement. */
  private static IssuedCredential enrolled(
      String url, String userToken, String name, KeyPair key) throws Exception {
    authority.ApiClient client = new authority.ApiClient();
    client.setHttpClientBuilder(over(null, List.of()));
    client.updateBaseUri(url);
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + userToken));
    JoinRequest order =
        new JoinRequest()
            .profile("joined")
            .name(name)
            .owner("Treasury")
            .capabilities(CAPABILITIES)
            .locator(java.net.URI.create(LOCATOR))
            .validationMethods(List.of("mtls"));
    String token = new EnrolmentApi(client).issueJoinToken(order).getToken();

    client.setRequestInterceptor(request -> {});
    EnrolmentApi enrolment = new EnrolmentApi(client);
    byte[] spki = key.getPublic().getEncoded();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("profile", "joined");
    claims.put("name", name);
    claims.put("owner", "Treasury");
    claims.put("capabilities", CAPABILITIES);
    claims.put("locator", LOCATOR);
    claims.put("validation_methods", List.of("mtls"));
    claims.put("nonce", enrolment.createNonce().getNonce());
    claims.put("key_sha256", digest(spki));
    claims.put("evidence_sha256", List.of(digest(bytes(token))));
    claims.put("iat", Instant.now().getEpochSecond());
    return enrolment.enrol(
        new Enrolment()
            .statement(signed(claims, key))
            .key(Base64.getEncoder().encodeToString(spki))
            .evidence(List.of(new Evidence().type("join-token").value(token))),
        null);
  }

  /** A JWS by the key, which it shows (RFC 7515). */
  private static String signed(Map<String, Object> claims, KeyPair key) throws Exception {
    ECPublicKey shown = (ECPublicKey) key.getPublic();
    Map<String, Object> header =
        Map.of(
            "alg", "ES256",
            "typ", "enrolment-statement+jwt",
            "jwk",
                Map.of(
                    "kty", "EC",
                    "crv", "P-256",
                    "x", coordinate(shown.getW().getAffineX()),
                    "y", coordinate(shown.getW().getAffineY())));
    String input =
        base64url(JSON.writeValueAsBytes(header)) + "." + base64url(JSON.writeValueAsBytes(claims));
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(key.getPrivate());
    signature.update(bytes(input));
    return input + "." + base64url(signature.sign());
  }

  private static String coordinate(BigInteger number) {
    byte[] octets = number.toByteArray();
    byte[] padded = new byte[32];
    int length = Math.min(octets.length, 32);
    System.arraycopy(octets, octets.length - length, padded, 32 - length, length);
    return base64url(padded);
  }

  private static void register(
      String url, HttpClient.Builder identified, IssuedCredential credential, String userToken)
      throws Exception {
    registry.ApiClient client = new registry.ApiClient();
    client.setHttpClientBuilder(identified);
    client.updateBaseUri(url);
    JsonNode user = JSON.readTree(Base64.getUrlDecoder().decode(userToken.split("\\.")[1]));
    RegistrationRequest claim =
        new RegistrationRequest()
            .agent(credential.getAgent())
            .owner("Treasury")
            .locator(LOCATOR)
            .validationMethods(List.of(RegistrationRequest.ValidationMethodsEnum.MTLS))
            .principal(
                new Principal()
                    .kind(Principal.KindEnum.PERSON)
                    .issuer(user.get("iss").asText())
                    .subject(user.get("sub").asText()));
    RegistrationApi registration = new RegistrationApi(client);
    try {
      registration.register(claim.capabilities(List.of("bank.pay@1")));
    } catch (ApiException e) {
      JsonNode problem = JSON.readTree(e.getResponseBody());
      System.out.println("refused " + e.getCode() + " " + problem.get("type").asText());
    }
    Agent registered = registration.register(claim.capabilities(CAPABILITIES));
    System.out.println("registered " + registered.getId() + " " + registered.getState().getValue());
    System.out.println(
        "found "
            + new DiscoveryApi(client)
                .discover("fx.rates@1", null).getAgents().stream()
                    .map(Agent::getAgent)
                    .collect(Collectors.joining(" ")));
  }

  /** A job in the agent's own name. The Master Agent hears of a new agent a moment later. */
  private static Job done(String url, HttpClient.Builder identified, String agent)
      throws Exception {
    domain.ApiClient client = new domain.ApiClient();
    client.setHttpClientBuilder(identified);
    client.updateBaseUri(url);
    String token = token(new TokensApi(client), agent);
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    JobsApi jobs = new JobsApi(client);
    StepOrder step =
        new StepOrder()
            .id("rates")
            .capability("fx.rates@1")
            .input(Map.of("table", "currency,per_eur\nUSD,1.0842\n"));
    JobOrder order = new JobOrder().purpose("rates for the month").steps(List.of(step));
    String id = jobs.postJob(order, null).getId();
    Job job = jobs.readJob(id);
    while (job.getState().equals("running")) {
      Thread.sleep(200);
      job = jobs.readJob(id);
    }
    return job;
  }

  private static String token(TokensApi tokens, String agent) throws Exception {
    for (int tries = 0; ; tries++) {
      try {
        return tokens
            .issueToken(
                "client_credentials", null, agent, null, null, "fx.rates@1", null, null, null,
                null, null, null, null, null, null)
            .getAccessToken();
      } catch (domain.ApiException e) {
        if (tries == 30) {
          throw e;
        }
        Thread.sleep(1000);
      }
    }
  }

  /** TLS that trusts the domain's root, with a certificate once there is one. */
  private static HttpClient.Builder over(KeyPair key, List<Certificate> chain) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("root", root);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyManager[] identity = {};
    if (!chain.isEmpty()) {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(
          "agent", key.getPrivate(), new char[0], chain.toArray(Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, new char[0]);
      identity = keys.getKeyManagers();
    }
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(identity, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls);
  }

  private static List<Certificate> certificates(byte[] pem) throws Exception {
    return List.copyOf(
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem)));
  }

  private static String digest(byte[] octets) throws Exception {
    return base64url(MessageDigest.getInstance("SHA-256").digest(octets));
  }

  private static String base64url(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
