package org.bailiwick.master;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenkeys.AnnouncerSettings;
import org.bailiwick.master.tokenkeys.DomainKeys;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.component.ComponentSettings;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.records.DomainAuditKeys;
import org.bailiwick.node.records.SigningClock;
import org.bailiwick.node.records.StoredChain;
import org.bailiwick.node.tokenkeys.TokenKeyNotices;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.bailiwick.node.writer.GroupWriter;

/** Produces the objects that hold, announce and use the keys which sign tokens and audit heads. */
@ApplicationScoped
class KeyBeans {

  @Produces
  @Singleton
  Pkcs11Token hsm(MasterSettings settings) {
    return Pkcs11Token.open(settings.component().signing().token());
  }

  @Produces
  @Singleton
  OwnTokens tokens(DomainKeys keys, AuditHeads auditHeads, MasterSettings settings, Clock clock) {
    return new OwnTokens(
        keys, auditHeads::requireComplete, settings.component().baseUrl().toString(), clock);
  }

  @Produces
  @Singleton
  TokenKeyNotices tokenKeyNotices(MasterSettings settings, Pkcs11Token hsm) {
    ComponentSettings.Signing signing = settings.component().signing();
    return new TokenKeyNotices(signing.notices(), hsm, new TokenKeys(hsm.key(signing.keyLabel())));
  }

  @Produces
  @Singleton
  TokenKeys tokenKeys(TokenKeyNotices notices) {
    notices.follow(); // a ceremony may have added a key while this node was down
    return notices.keys();
  }

  @Produces
  @Singleton
  AuditHeads auditHeads(
      Store store, Provider<TokenKeys> keys, MasterSettings settings, Clock clock) {
    return new AuditHeads(
        new HeadLog(settings.component().signing().auditHeadsFile()),
        StoredChain.whole(settings.auditChain(), store::read).beginningWith(DomainKeys.ANNOUNCED),
        new DomainAuditKeys(keys::get, clock),
        SigningClock.unwatched(clock));
  }

  @Produces
  @Singleton
  DomainKeys domainKeys(TokenKeys own, DomainKeys.Parts parts, MasterSettings settings) {
    return new DomainKeys(
        own,
        new AnnouncerSettings(
            settings.node(),
            settings.component().authority().trust().authority(),
            settings.component().baseUrl().toString(),
            settings.component().authority().tlsFolder()),
        parts,
        System::nanoTime);
  }

  /** Verifies the nodes that announce keys, as it verifies peers. */
  @Produces
  @Singleton
  PeerVerifier announcers(TrustAnchors anchors, RevocationView revocations, Clock clock) {
    return new PeerVerifier(anchors, revocations, clock);
  }

  @Produces
  @Singleton
  DomainKeys.Parts domainKeyParts(
      Store store, GroupWriter writer, PeerVerifier announcers, Clock clock) {
    return new DomainKeys.Parts(store, writer, announcers, clock);
  }
}
