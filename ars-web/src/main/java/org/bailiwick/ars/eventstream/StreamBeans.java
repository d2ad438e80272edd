package org.bailiwick.ars.eventstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.agentevent.EventClaims;
import org.bailiwick.ars.agentevent.EventSigner;
import org.bailiwick.ars.agentevent.StateChanges;
import org.bailiwick.ars.audit.RegistryKeys;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.CredentialKey;
import org.bailiwick.ars.records.RegistryStore;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.secretstore.SecretStore;
import org.bailiwick.node.secretstore.TokenWrappingKeys;
import org.bailiwick.node.secretstore.WrappingKeys;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.writer.GroupWriter;

/** Produces what streams of events need. */
@ApplicationScoped
class StreamBeans {
  @Inject private Clock clock;
  @Inject private GroupWriter writer;

  @Produces
  @Singleton
  EventSettings settings(ArsSettings registry) {
    Settings config = Settings.fromConfig();
    EventSettings read = EventSettings.read(registry.component().baseUrl(), config);
    config.done();
    return read;
  }

  @Produces
  @Singleton
  EventStreams streams(RegistryStore store, EventSettings settings) {
    return new EventStreams(store::read, writer, settings.ofReceiver());
  }

  @Produces
  @Singleton
  StreamList list(RegistryStore store) {
    return new StreamList(store::read);
  }

  @Produces
  @Singleton
  SecretStore secrets(RegistryStore store, RegistryKeys keys) {
    return new SecretStore(store::read, writer, new KeysOfToken(keys), clock);
  }

  @Produces
  @Singleton
  ReceiverRight right(
      Gate gate, AgentRecords records, DomainTrust trust, CrlRevocations revocations) {
    return new ReceiverRight(gate, records, new PeerVerifier(trust, revocations, clock));
  }

  @Produces
  @Singleton
  StreamView view(EventSettings settings) {
    return new StreamView(settings);
  }

  @Produces
  @Singleton
  StreamControl control(Collaborators needs) {
    return new StreamControl(needs.parts(clock));
  }

  @Produces
  @Singleton
  StreamStatus status(Collaborators needs) {
    return new StreamStatus(needs.parts(clock));
  }

  @Produces
  @Singleton
  StateChanges changes(RegistryStore store) {
    return new StateChanges(store::read);
  }

  @Produces
  @Singleton
  EventClaims claims(EventSettings settings, CredentialStatus status) {
    return new EventClaims(settings.issuer(), issuer -> name(status, issuer));
  }

  private static Optional<String> name(CredentialStatus status, String issuer) {
    return status.issuers().stream()
        .map(each -> each.getSubjectX500Principal())
        .filter(name -> CredentialKey.issuer(name).equals(issuer))
        .map(X500Principal::getName)
        .findFirst();
  }

  @Produces
  @Singleton
  EventSigner signer(RegistryKeys keys) {
    return new EventSigner(keys::keys, clock);
  }

  /** The parts of the management of streams. */
  @Dependent
  static class Collaborators {
    @Inject EventStreams streams;
    @Inject ReceiverRight right;
    @Inject SecretStore secrets;
    @Inject EventSettings settings;
    @Inject StreamView view;
    @Inject AgentRecords records;

    StreamControl.Parts parts(Clock clock) {
      return new StreamControl.Parts(
          streams, right, secrets, settings, view, () -> records.revision().number(), clock);
    }
  }

  /** The keys in the node's token, which is opened when the first is needed. */
  private record KeysOfToken(RegistryKeys keys) implements WrappingKeys {
    private WrappingKeys token() {
      return new TokenWrappingKeys(keys.token(), System::nanoTime);
    }

    @Override
    public void make(String label) {
      token().make(label);
    }

    @Override
    public void delete(String label) {
      token().delete(label);
    }

    @Override
    public byte[] wrap(String label, byte[] secret, byte[] context) {
      return token().wrap(label, secret, context);
    }

    @Override
    public byte[] unwrap(String label, byte[] wrapped, byte[] context) {
      return token().unwrap(label, wrapped, context);
    }
  }
}
