package org.bailiwick.aca.succession;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.Supplier;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.audit.Archives;
import org.bailiwick.aca.audit.HeadTimes;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.KeySuccession;
import org.bailiwick.aca.authority.KeySuccessions;
import org.bailiwick.aca.authority.KeysInUse;
import org.bailiwick.aca.clock.ClockTrust;
import org.bailiwick.aca.clock.ElapsedTime;
import org.bailiwick.aca.ocsp.ResponderKey;
import org.bailiwick.aca.wit.WitSigner;
import org.bailiwick.aca.wit.WitSigner.Current;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.hsm.Keyring;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.records.StoredChain;

/** Produces issuers and keys of this node, which ceremonies recorded and its token holds. */
@ApplicationScoped
class KeyWiring {

  private static final String EVENTS = "events";
  private static final String AUDIT = "audit"; // label of the first audit key

  @Produces
  @Singleton
  Authorities authorities(LedgerIssuers issuers, AcaSettings settings) {
    return issuers.authorities(settings.issuers().issuing(), settings.operatorAuthority());
  }

  /** The keys that the health check looks for. */
  @Produces
  @Singleton
  KeysInUse keys(Authorities authorities, KeySuccessions successions, @ForAca Clock clock) {
    return new KeysInUse(authorities, successions, clock);
  }

  @Produces
  @Singleton
  KeySuccessions successions(AcaSettings settings) {
    return new KeySuccessions(
        new KeySuccession(settings.status().ocsp().responderKey()),
        new KeySuccession(EVENTS),
        new KeySuccession(AUDIT),
        new KeySuccession());
  }

  @Produces
  @Singleton
  Supplier<JwsSigner> eventSigner(
      KeySuccessions successions, @ForAca Keyring keyring, @ForAca Clock clock) {
    return () ->
        RecordedKeys.statementSigner(keyring.key(successions.events().at(clock.instant())));
  }

  @Produces
  @Singleton
  WitSigner witSigner(KeySuccessions successions, @ForAca Keyring keyring, @ForAca Clock clock) {
    return () ->
        successions
            .wit()
            .find(clock.instant())
            .map(keyring::key)
            .map(key -> new Current(RecordedKeys.statementSigner(key), key.publicKey()));
  }

  @Produces
  @Singleton
  ClockTrust clockTrust(AcaSettings settings, RecordedKeys keys, @ForAca Clock clock) {
    HeadLog log = new HeadLog(settings.records().auditHeadsFile());
    return new ClockTrust(
        clock, ElapsedTime.ofSystem(), new HeadTimes(log, settings.auditChain(), keys));
  }

  @Produces
  @ForAca
  @Singleton
  AuditHeads auditHeads(
      AcaSettings settings, LedgerReader reader, RecordedKeys keys, ClockTrust trust) {
    return new AuditHeads(
        new HeadLog(settings.records().auditHeadsFile()),
        new StoredChain(settings.auditChain(), reader::read, new Archives(reader)),
        keys,
        trust);
  }

  @Produces
  @Singleton
  ResponderKey responderKey(
      KeySuccessions successions, @ForAca Keyring keyring, @ForAca Clock clock, ClockTrust trust) {
    return new ResponderKey() {
      @Override
      public String inService() {
        return successions.ocsp().at(clock.instant());
      }

      @Override
      public SigningKey key(String label) {
        trust.require();
        return keyring.key(label);
      }
    };
  }
}
