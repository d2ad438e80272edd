package org.bailiwick.bench.registry;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.bench.PreparedEnrolments;
import org.bailiwick.bench.load.Request;
import org.bailiwick.bench.load.TlsIdentity;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.DeviceIdentity;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.Locator;

/** Agents with credentials of the authority: the one that asks, and those that register. */
final class RealAgents implements AutoCloseable {
  private static final CapabilitySet CAPABILITIES = CapabilitySet.parse(List.of("invoice.parse@1"));
  private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final BenchProperties properties;
  private final TlsIdentity identities;
  private final AuthorityClient authority;
  private final DeviceIdentity device;
  private final Deque<Enrolled> enrolled = new ArrayDeque<>();

  RealAgents(BenchProperties properties, TlsIdentity identities) throws IOException {
    this.properties = properties;
    this.identities = identities;
    this.authority = properties.authority();
    this.device = properties.device();
  }

  /** A credential with its key, and the name by which a search finds it alone. */
  record Enrolled(PrivateKey key, List<X509Certificate> chain, String host) {
    AgentCredential credential() {
      return AgentCredential.read(chain.getFirst());
    }

    /** Omits the key. */
    @Override
    public String toString() {
      return "Enrolled[" + host + "]";
    }
  }

  /** Enrols so many agents, whose names begin with this; {@link #registrations} takes them. */
  void enrol(int count, String prefix) {
    List<Enrolled> made =
        IntStream.range(0, count).parallel().mapToObj(n -> enrolled(prefix + n)).toList();
    enrolled.addAll(made);
  }

  /** Enrols an agent that is reached at a host of this name. */
  Enrolled enrolled(String name) {
    String host = name + ".real.agents.example";
    try {
      EnrolmentOrder order =
          properties.order(CAPABILITIES, Locator.parse("https://" + host + "/work")).named(name);
      KeyPair key = PreparedEnrolments.agentKey();
      return new Enrolled(
          key.getPrivate(), authority.enrol(device, order, key).issued().chain(), host);
    } catch (IOException e) {
      throw new IllegalStateException("an agent was not enrolled", e);
    }
  }

  /** Writes an agent's certificate, of which the made-up agents have copies. */
  void writeTemplate(Enrolled agent, Path file) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
            .formatted(PEM.encodeToString(RegistryLoad.encoded(agent.chain().getFirst()))));
  }

  /** The first registrations of so many enrolled agents, each over a connection of its own. */
  Iterator<Request> registrations(int count) {
    List<Request> requests = new ArrayList<>();
    while (requests.size() < count && !enrolled.isEmpty()) {
      requests.add(registration(enrolled.remove()));
    }
    return requests.iterator();
  }

  /** What an agent sends to be registered. */
  Request registration(Enrolled agent) {
    return Request.json(
            tls(agent),
            URI.create(properties.required("registry.url") + "/v1/agents"),
            RegistryClient.claim(agent.credential()).toString())
        .with("Connection", "close");
  }

  SSLSocketFactory tls(Enrolled agent) {
    return identities.of(agent.key(), agent.chain()).getSocketFactory();
  }

  @Override
  public void close() {
    authority.close();
  }
}
