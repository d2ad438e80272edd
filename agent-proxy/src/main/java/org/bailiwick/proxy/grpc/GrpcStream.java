package org.bailiwick.proxy.grpc;

/**
 * The answering side of a call. Its methods do not wait for the reader and may be called by any
 * thread. After the end of the call they do nothing.
 */
public interface GrpcStream {

  /** Sends a message. It replaces a message that could not be written yet. */
  void send(byte[] message);

  /** Sends the only message of a call, and then ends the call with the status OK. */
  void answer(byte[] message);

  /** Ends the call with a status other than OK, after what is being written. */
  void refuse(GrpcRefusal refusal);

  /** Runs this once when the call has ended for any reason; at once if it has. */
  void whenEnded(Runnable action);
}
