import { useRive } from '@rive-app/react-webgl2';
import { RiveMouth } from './rive-mouth.js';
export { MascotProvider, VisemuxProvider, useMascotOpenAI, useVisemes } from './react.js';
export type OpenAIRealtimeSession = import('./react.js').OpenAIRealtimeSession;
export type RiveClientProps = {
    /**
     * the .riv file
     */
    src: string;
    /**
     * the file's default one where none is named
     */
    artboard?: string;
    /**
     * the artboard's first one where none is named
     */
    stateMachine?: string;
    /**
     * inputs of the state machine that are set: `is_speaking` (boolean), `gesture` (trigger: fired
     * as the agent begins to speak), `viseme` (number: its id), `viseme_0` to `viseme_21` (numbers: their weights). Those of
     * mouths are set whether listed or not; others are left to the application, which finds them with {@link useRiveInputs}
     */
    inputs?: string[];
    layout?: {
        fit?: import('@rive-app/react-webgl2').Fit;
        alignment?: import('@rive-app/react-webgl2').Alignment;
    };
    /**
     * what a weight of 1 is to the file: 100 where its blend states run to 100
     */
    scale?: number;
    children?: import('react').ReactNode;
};
export type Character = {
    RiveComponent: ReturnType<typeof useRive>['RiveComponent'];
    mouth: RiveMouth | undefined;
};
/** Loads a character and moves its mouth; {@link RiveView} in it shows it. @param {RiveClientProps} props */
export declare function RiveClient({ src, artboard, stateMachine, inputs, layout, scale, children }: RiveClientProps): import("react").FunctionComponentElement<import("react").ProviderProps<Character | undefined>>;
/** The character of the {@link RiveClient} around it. @param {import('react').ComponentProps<'canvas'>} props */
export declare function RiveView(props: import('react').ComponentProps<'canvas'>): import("react").FunctionComponentElement<import("react").DetailedHTMLProps<import("react").CanvasHTMLAttributes<HTMLCanvasElement>, HTMLCanvasElement>>;
/** The state machine's inputs by name, once it is loaded: `inputs.character.value = 3`, `inputs.wave.fire()`. */
export declare function useRiveInputs(): Record<string, import("./rive-mouth.js").Input>;
/** {@link RiveClient} by another name. */
export declare const MascotClient: typeof RiveClient;
/** {@link RiveView} by another name. */
export declare const MascotRive: typeof RiveView;
