package org.bailiwick.master.slots;

import java.util.function.Consumer;
import org.bailiwick.contract.identity.SpiffeId;

/** A call that wants a slot. The task gets the slot, and must leave it when the call is over. */
public record SlotRequest(SpiffeId caller, Demand demand, Consumer<CallSlot> task) {}
