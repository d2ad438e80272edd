package org.bailiwick.master.slots;

import java.util.function.Consumer;

/** A call that wants a slot. The task gets the slot, and must leave it when the call is over. */
public record SlotRequest(SlotOwner owner, Demand demand, Consumer<CallSlot> task) {}
