export type Input = {
    name: string;
    type: number;
    value: number | boolean;
    fire: () => void;
};
export type Character = {
    stateMachineNames: string[];
    playingStateMachineNames: string[];
    stateMachineInputs: (name: string) => Input[] | undefined;
    play: (name: string) => void;
};
export type InputTypes = {
    Number: number;
    Trigger: number;
    Boolean: number;
};
export declare class RiveMouth {
    #private;
    /** By name. @type {Record<string, Input>} */
    inputs: Record<string, Input>;
    /** @param {Character} character @param {InputTypes} types @param {string} [stateMachine] */
    constructor(character: Character, types: InputTypes, stateMachine?: string);
    /**
     * Moves the mouth as a stage tells, until the returned function is called; then it is closed.
     *
     * @param {import('./stage.js').Stage} stage
     * @param {{ scale?: number, gestures?: boolean }} [options]
     */
    follow(stage: import('./stage.js').Stage, { scale, gestures }?: {
        scale?: number;
        gestures?: boolean;
    }): () => void;
}
