package org.bailiwick.master.callout;

/**
 * Calls one asset by the protocol of its type. Every failure, even before anything is sent, is
 * reported by the answer.
 */
public interface AssetCaller {

  /** Begins the work of a step, described by a JSON text. */
  PendingCall begin(StepCall call, String work);

  /** Asks for the state of work that the asset has accepted under this URL. */
  PendingCall ask(StepCall call, String statusUrl);
}
