package org.bailiwick.master.accountmethod;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bailiwick.master.account.SecretCheck.Origin;
import org.bailiwick.master.account.SecretCheck.Proved;
import org.bailiwick.master.method.MethodResult;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.PresentedCredentials.Occasion;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.request.RequestContext;

/**
 * Which account each request has proved, for as long as the request lasts. An event stream is
 * looked at every few seconds: then its account and secret must still count, but the secret is not
 * compared again, which for a password would cost as much as a request.
 */
final class LastingRequests {

  private final Map<RequestHead, Proved> proved = Collections.synchronizedMap(new WeakHashMap<>());

  /** The account of the request, by a new proof or by a look at the earlier one. */
  MethodResult.Passed result(
      PresentedCredentials presented, Supplier<Proved> proof, Function<Proved, Proved> again) {
    Optional<Proved> before =
        presented.occasion() == Occasion.LASTING
            ? Optional.ofNullable(proved.get(presented.head()))
            : Optional.empty();
    Proved now = before.isPresent() ? again.apply(before.get()) : proof.get();
    proved.put(presented.head(), now);
    return passed(now);
  }

  /** The account is its own principal. */
  private static MethodResult.Passed passed(Proved now) {
    return new MethodResult.Passed(
        Optional.of(now.account().terms().caller()),
        Optional.of(now.account().terms().caller().name()),
        Optional.empty());
  }

  /** The address of the request, or its peer, which has an address of its own less often. */
  static Origin origin(PresentedCredentials presented) {
    return new Origin(
        RequestContext.sourceOfUnknown().orElseGet(RequestContext::currentSubject),
        presented.peer().map(VerifiedPeer::id).map(Object::toString));
  }
}
