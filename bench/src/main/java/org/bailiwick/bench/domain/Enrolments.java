package org.bailiwick.bench.domain;

import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
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

/** Enrols agents with the bench's device, and makes their registrations. */
final class Enrolments implements AutoCloseable {
  private static final CapabilitySet OF_RENEWED = CapabilitySet.parse(List.of("fx.rates@1"));
  private static final Locator OF_OTHERS = Locator.parse("https://127.0.0.1:7001/work");

  private final BenchProperties properties;
  private final TlsIdentity identities;
  private final AuthorityClient authority;
  private final DeviceIdentity device;
  private final URI agents;

  Enrolments(BenchProperties properties, TlsIdentity identities) throws IOException {
    this.properties = properties;
    this.identities = identities;
    this.authority = properties.authority();
    this.device = properties.device();
    this.agents = URI.create(properties.required("registry.url") + "/v1/agents");
  }

  /** A credential with its key. */
  record Enrolled(PrivateKey key, List<X509Certificate> chain) {
    /** Omits the key. */
    @Override
    public String toString() {
      return "Enrolled[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
  }

  /** Enrols and registers an agent that can be called at this locator. */
  Enrolled agent(String name, CapabilitySet capabilities, Locator locator) throws IOException {
    Enrolled agent = enrolled(properties.order(capabilities, locator).named(name));
    register(agent);
    return agent;
  }

  /** Enrols and registers agents whose credentials are renewed later. */
  void register(int names) throws IOException {
    for (Enrolled agent : generation(names)) {
      register(agent);
    }
  }

  /**
   * Registrations of newer credentials of these names, which are enrolled now. Each name has its
   * turn before one of them has another, so that credentials are registered in the order of issue.
   */
  Iterator<Request> renewals(int names, int count) throws IOException {
    List<Request> requests = new ArrayList<>();
    while (requests.size() < count) {
      generation(Math.min(names, count - requests.size())).stream()
          .map(this::registration)
          .forEach(requests::add);
    }
    return requests.iterator();
  }

  private List<Enrolled> generation(int names) throws IOException {
    EnrolmentOrder order = properties.order(OF_RENEWED, OF_OTHERS);
    return IntStream.range(0, names)
        .parallel()
        .mapToObj(number -> enrolled(order.named("bench-renewed-" + number)))
        .toList();
  }

  private Enrolled enrolled(EnrolmentOrder order) {
    KeyPair key = PreparedEnrolments.agentKey();
    return new Enrolled(key.getPrivate(), authority.enrol(device, order, key).issued().chain());
  }

  private void register(Enrolled agent) throws IOException {
    Request.Answer answer = registration(agent).send();
    if (answer.status() != 200 && answer.status() != 201) {
      throw new IllegalStateException("an agent was not registered: " + answer);
    }
  }

  /** Registers over a connection of its own, as an agent does that has a new credential. */
  private Request registration(Enrolled agent) {
    SSLContext tls = identities.of(agent.key(), agent.chain());
    AgentCredential credential = AgentCredential.read(agent.chain().getFirst());
    return Request.json(tls.getSocketFactory(), agents, RegistryClient.claim(credential).toString())
        .with("Connection", "close");
  }

  @Override
  public void close() {
    authority.close();
  }
}
