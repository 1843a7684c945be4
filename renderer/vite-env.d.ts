/// <reference types="vite/client" />

declare module 'react' {
  interface InputHTMLAttributes<T> {
    /** Lets people pick a whole folder. */
    webkitdirectory?: '' | undefined;
    /** Never set: it only keeps the type parameter that declaration merging asks for. */
    readonly __element?: T;
  }
}

export {};
