package org.bailiwick.enforcement.process;

import java.math.BigInteger;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.enforcement.AgentFacts;
import org.bailiwick.enforcement.FeedListener;
import org.bailiwick.enforcement.RevokedSerial;
import org.bailiwick.enforcement.TaskFlow;
import org.bailiwick.enforcement.picture.DomainPicture;
import org.bailiwick.node.feed.RevocationEvent;
import org.bailiwick.node.feed.RevocationListener;
import org.bailiwick.policy.bundle.VerifiedBundle;

/** Passes each fact to the picture, and then to whatever else enforces. */
final class FeedFanout implements FeedListener {
  private static final int HEX = 16;

  private final DomainPicture picture;
  private final RevocationListener revocations;
  private final List<FeedListener> more;
  private final Clock clock;

  FeedFanout(
      DomainPicture picture, RevocationListener revocations, List<FeedListener> more, Clock clock) {
    this.picture = picture;
    this.revocations = revocations;
    this.more = List.copyOf(more);
    this.clock = clock;
  }

  private void all(Consumer<FeedListener> fact) {
    fact.accept(picture);
    more.forEach(fact);
  }

  @Override
  public void picture() {
    all(FeedListener::picture);
  }

  @Override
  public void bundle(VerifiedBundle bundle) {
    all(each -> each.bundle(bundle));
  }

  @Override
  public void agent(AgentFacts agent) {
    all(each -> each.agent(agent));
  }

  /** The verifier of certificates refuses it from now on, before its CRL is fetched again. */
  @Override
  public void revoked(RevokedSerial credential) {
    revocations.revoked(
        new RevocationEvent(
            credential.serial(),
            new X500Principal(credential.issuer()),
            new BigInteger(credential.serial(), HEX),
            RevocationReason.UNSPECIFIED,
            clock.instant()));
    all(each -> each.revoked(credential));
  }

  @Override
  public void task(TaskFlow task) {
    all(each -> each.task(task));
  }

  @Override
  public void taskEnded(String task) {
    all(each -> each.taskEnded(task));
  }

  @Override
  public void synced() {
    all(FeedListener::synced);
  }

  @Override
  public void cutOff() {
    all(FeedListener::cutOff);
  }
}
